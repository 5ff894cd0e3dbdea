//! Brings an agency to the server; the operator does, from the command line.

use chrono::Duration;
use entity::{
    id::Id,
    origins::Origins,
    scalar::LanguageTag,
    set::Set,
    tenant::{ActiveModel, is_slug},
    vocabulary::{AgencyKind, AuditKind, PhaseType, TenantRole},
};
use sea_orm::ActiveValue;

use super::invite_member;
use crate::{
    actor::Actor,
    clock::Clock,
    error::Result,
    identity::Email,
    relay::{Faults, check_text},
    store::{Act, Store},
};

/// An agency to be.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Short name in addresses, 2 to 60 of a-z, 0-9 and hyphen.
    pub slug: String,
    /// Name of the agency.
    pub name: String,
    /// Address of its first administrator.
    pub admin: String,
    /// Country, or country and region, whose law applies (ISO 3166).
    pub jurisdiction: String,
    /// What kind of public organisation it is.
    pub kind: AgencyKind,
    /// Main language (BCP 47).
    pub language: String,
    /// Time zone (IANA name).
    pub time_zone: String,
}

/// What the operator hands to the first administrator.
pub struct FirstInvitation {
    /// The agency.
    pub tenant: entity::id::TenantId,
    /// The single-use secret for acceptInvitation.
    pub token: String,
}

/// Makes the agency and invites its first administrator.
pub async fn create_tenant(store: &Store, clock: &Clock, new: &NewTenant) -> Result<FirstInvitation> {
    let mut faults = Faults::default();
    // The command line shows no paths: each sentence says what it is about.
    let mut of_name = Faults::default();
    let name = of_name.line("name", &new.name, 1, 200);
    if of_name.done().is_err() {
        faults.add(
            "name",
            "The agency's name has 1 to 200 characters on one line, and no control characters.",
        );
    }
    let email = Email::parse(&new.admin);
    if email.is_none() {
        faults.add("admin", "The administrator's address is not an e-mail address.");
    }
    if !is_slug(&new.slug) {
        faults.add(
            "slug",
            "A short name has 2 to 60 characters of a-z, 0-9 and hyphen, none at an end.",
        );
    }
    let (country, region) = new.jurisdiction.split_once('-').unwrap_or((&new.jurisdiction, "A"));
    let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    let is_region = (1..=3).contains(&region.len()) && region.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_country || !is_region {
        faults.add(
            "jurisdiction",
            "A jurisdiction is a country such as AT, or a region such as ES-AR (ISO 3166).",
        );
    }
    let language = new.language.parse::<LanguageTag>();
    let language = language.map_err(|flaw| faults.add("language", flaw)).ok();
    if check_text(&new.time_zone, 1, 64).is_err() || new.time_zone.parse::<chrono_tz::Tz>().is_err() {
        faults.add("timeZone", "The time zone is not an IANA name such as Europe/Vienna.");
    }
    faults.done()?;
    let (Some(email), Some(language)) = (email, language) else {
        return Err(crate::error::Refusal::not_found().into());
    };

    let id = Id::from_uuid(clock.id());
    let tx = store.write(Actor::job(id, "tenant create")).await?;
    tx.global()
        .insert_tenant(ActiveModel {
            id: ActiveValue::Set(id),
            slug: ActiveValue::Set(new.slug.clone()),
            name: ActiveValue::Set(name),
            kind: ActiveValue::Set(new.kind),
            jurisdiction: ActiveValue::Set(new.jurisdiction.clone()),
            language: ActiveValue::Set(language),
            time_zone: ActiveValue::Set(new.time_zone.clone()),
            controller_contact: ActiveValue::Set(email.shown().to_owned()),
            data_protection_contact: ActiveValue::Set(email.shown().to_owned()),
            disclosure_threshold: ActiveValue::Set(5),
            spread_limit: ActiveValue::Set(200.into()),
            phase_types: ActiveValue::Set(
                [PhaseType::CoDesign, PhaseType::CoDelivery, PhaseType::CoAssessment]
                    .into_iter()
                    .collect(),
            ),
            allowed_origins: ActiveValue::Set(Origins::default()),
            policies: ActiveValue::Set(0),
            created_at: ActiveValue::Set(clock.now()),
            version: ActiveValue::Set(1),
        })
        .await?;
    // The first administrator holds every role, because nobody gives what they do not hold.
    let roles: Set<TenantRole> = <TenantRole as entity::set::Member>::ALL.iter().copied().collect();
    let first = invite_member::New {
        email: &email,
        roles,
        offer: None,
        expires_at: clock.now() + Duration::days(14),
        inviter: None,
    };
    let (invitation, token) = invite_member::store(&tx, clock, &first).await?;
    let (granted, created) = (
        Act {
            kind: AuditKind::Grant,
            action: None,
            own: false,
        },
        invite_member::created(invitation),
    );
    tx.audit(clock, granted, created).await?;
    tx.finish(clock, created, None).await?;
    Ok(FirstInvitation { tenant: id, token })
}
