//! The consents of a person that stand, in one column of the person's row, so that what brings a name brings them too.

use sea_orm::{ActiveEnum, DeriveValueType, prelude::DateTimeUtc};
use uuid::Uuid;

use crate::{
    id::{Id, OrganisationId},
    vocabulary::{ProfileAttribute, Purpose},
};

/// A consent that stood when it was written. Whether it still does depends on the time and on later notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it is for.
    pub purpose: Purpose,
    /// The partner that it is about.
    pub recipient: Option<OrganisationId>,
    /// The attribute that it is about.
    pub attribute: Option<ProfileAttribute>,
    /// Number of the notice that was shown.
    pub notice: i32,
    /// The first instant at which it no longer stands.
    pub expires_at: DateTimeUtc,
    /// When it was given; the beginning of time where that was not kept.
    pub given_at: DateTimeUtc,
}

/// The consents of a person that stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveValueType)]
pub struct StandingConsents(String);

impl StandingConsents {
    /// These consents.
    #[must_use]
    pub fn of(consents: impl IntoIterator<Item = Standing>) -> Self {
        let line = |one: Standing| {
            let recipient = one.recipient.map(|id| id.uuid().to_string()).unwrap_or_default();
            let attribute = one.attribute.map(|attribute| attribute.to_value()).unwrap_or_default();
            let [until, from] = [one.expires_at, one.given_at].map(|at| at.timestamp_millis());
            let purpose = one.purpose.to_value();
            format!("{purpose}|{recipient}|{attribute}|{}|{until}|{from}", one.notice)
        };
        Self(consents.into_iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    /// Each of them. A line that does not read as one gives nothing: what is not known is no consent.
    pub fn iter(&self) -> impl Iterator<Item = Standing> {
        self.0.lines().filter_map(read)
    }
}

fn read(line: &str) -> Option<Standing> {
    let mut parts = line.split('|');
    let mut part = || parts.next();
    let purpose = Purpose::try_from_value(&part()?.to_owned()).ok()?;
    let recipient = part()?;
    let attribute = part()?;
    let notice = part()?.parse().ok()?;
    let expires_at = DateTimeUtc::from_timestamp_millis(part()?.parse().ok()?)?;
    let given_at = match part() {
        None => DateTimeUtc::default(),
        Some(at) => DateTimeUtc::from_timestamp_millis(at.parse().ok()?)?,
    };
    Some(Standing {
        purpose,
        recipient: match recipient {
            "" => None,
            id => Some(Id::from_uuid(id.parse::<Uuid>().ok()?)),
        },
        attribute: match attribute {
            "" => None,
            name => Some(ProfileAttribute::try_from_value(&name.to_owned()).ok()?),
        },
        notice,
        expires_at,
        given_at,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_spoilt_is_no_consent() {
        let expires_at: DateTimeUtc = "2028-06-15T10:00:00.001Z".parse().unwrap();
        let one = Standing {
            purpose: Purpose::ContactNews,
            recipient: None,
            attribute: None,
            notice: 3,
            expires_at,
            given_at: "2026-06-15T10:00:00.002Z".parse().unwrap(),
        };
        let two = Standing {
            purpose: Purpose::ShareWithPartner,
            recipient: Some(Id::from_uuid(Uuid::from_u128(7))),
            ..one
        };
        let three = Standing {
            purpose: Purpose::Representativeness,
            attribute: Some(ProfileAttribute::BirthYear),
            ..one
        };
        let all = StandingConsents::of([one, two, three]);
        assert_eq!(all.iter().collect::<Vec<_>>(), [one, two, three]);
        assert_eq!(StandingConsents::default().iter().count(), 0);
        // One that was written before this was kept stands all the same.
        let before = StandingConsents("CONTACT_NEWS|||1|0".to_owned());
        assert_eq!(
            before.iter().map(|one| one.given_at.timestamp()).collect::<Vec<_>>(),
            [0]
        );
        for spoilt in [
            "CONTACT_NEWS",
            "NEWS|||1|0",
            "CONTACT_NEWS|x||1|0",
            "CONTACT_NEWS||x|1|0",
            "CONTACT_NEWS|||one|0",
            "CONTACT_NEWS|||1|0|soon",
        ] {
            assert_eq!(StandingConsents(spoilt.to_owned()).iter().count(), 0, "{spoilt}");
        }
    }
}
