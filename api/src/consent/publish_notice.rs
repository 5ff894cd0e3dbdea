//! Publishes a new version of what people are told.

use std::fmt::Write as _;

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Duration, Utc};
use entity::{
    id::{Id, NoticeId, OrganisationId},
    notice::{ActiveModel, Column, Entity},
    notice_recipient, organisation,
    period::Period,
    texts::Texts,
    vocabulary::Purpose,
};
use sea_orm::{
    ActiveEnum,
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, Order,
};
use sha2::{Digest, Sha256};

use super::{
    in_force::id_of,
    notice::{MOST_RECIPIENTS, Notice},
    texts::{LocalizedTextInput, checked},
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate},
    policy::{Action, ActionQuestion},
    relay::{Faults, Given, claim, global_id, input_id, whole_millis},
    store::{Event, Tx},
};

/// What publishNotice needs.
#[derive(Debug, InputObject)]
pub(super) struct PublishNoticeInput {
    /// The purpose.
    pub purpose: Purpose,
    /// The text in each language, at most 30.
    pub texts: Vec<LocalizedTextInput>,
    /// Organisations that receive the data, at most 50.
    pub recipients: Option<Vec<ID>>,
    /// How long the data are kept, and a consent to it lasts.
    pub retention: Given<Period>,
    /// Whether people must be asked again.
    pub is_material_change: bool,
    /// From when it holds; now or ahead.
    pub takes_effect_at: DateTime<Utc>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(PublishNoticePayload, "publishNotice", notice: Notice, "notice");

/// What lies so little behind is meant as now: clocks differ, and requests take their time.
const SLACK: Duration = Duration::minutes(5);

pub(super) async fn publish(operation: &Operation, input: PublishNoticeInput) -> Result<NoticeId> {
    let mut faults = Faults::default();
    let clock = operation.clock();
    let texts = checked(&mut faults, "texts", &input.texts);
    let retention = faults.read("retention", Some(&input.retention));
    let named = input.recipients.as_deref().unwrap_or_default();
    if named.len() > MOST_RECIPIENTS {
        faults.add("recipients", "The list is too long: 50 organisations at most.");
    }
    let takes_effect_at = whole_millis(input.takes_effect_at);
    if takes_effect_at < clock.now() - SLACK {
        faults.add(
            "takesEffectAt",
            "A notice holds from now on or later, and never for what has been.",
        );
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "publishNotice", key, &input);
    faults.done()?;
    // `done` has refused where there is none.
    let Some(retention) = retention else {
        return Err(Refusal::not_found().into());
    };

    let tx = operation.write().await?;
    gate::permit(
        operation,
        &ActionQuestion::of(Action::PublishNotice, tx.actor().roles()),
    )?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let recipients = recipients(&tx, named).await?;
    let before = tx
        .rows::<Entity>()
        .filter(Condition::all().add(Column::Purpose.eq(input.purpose)))
        .order(Column::Number, Order::Desc)
        .one()
        .await?;
    let takes_effect_at = takes_effect_at.max(clock.now());
    if before
        .as_ref()
        .is_some_and(|newest| newest.takes_effect_at > takes_effect_at)
    {
        let message = "An earlier notice of the purpose takes effect later, and none overtakes another.";
        return Err(Refusal::new(Code::PreconditionUnmet, message)
            .hint("Let this one take effect at the same time or after it.")
            .at(&["input", "takesEffectAt"])
            .into());
    }
    let number = before.map_or(0, |row| row.number).saturating_add(1);
    let content = Content {
        purpose: input.purpose,
        number,
        texts: &texts,
        recipients: &recipients,
        retention: &retention,
        is_material_change: input.is_material_change,
        takes_effect_at,
    };
    let id: NoticeId = Id::from_uuid(clock.id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        purpose_id: Set(id_of(tx.actor().tenant, input.purpose)),
        purpose: Set(input.purpose),
        number: Set(number),
        hash: Set(content.hash()),
        texts: Set(texts.clone()),
        retention: Set(retention.clone()),
        is_material_change: Set(input.is_material_change),
        takes_effect_at: Set(takes_effect_at),
        published_at: Set(clock.now()),
    })
    .await?;
    let rows = recipients.iter().map(|organisation| notice_recipient::ActiveModel {
        tenant_id: NotSet,
        id: Set(Id::from_uuid(clock.id())),
        notice_id: Set(id),
        organisation_id: Set(*organisation),
    });
    let told = tx.insert_all::<notice_recipient::Entity>(rows.collect()).await;
    told.map_err(|error| gate::at(error, "recipients"))?;
    let event = Event {
        kind: "notice.published",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}

/// The organisations with these ids, which must be there, in the order of their ids.
async fn recipients(tx: &Tx, named: &[ID]) -> Result<Vec<OrganisationId>> {
    let mut ids: Vec<OrganisationId> = named
        .iter()
        .map(|id| input_id(id, "recipients"))
        .collect::<Result<_>>()?;
    ids.sort_unstable();
    let known = tx.by_ids::<organisation::Entity>(&ids).await?;
    if ids.iter().all(|id| known.iter().any(|row| row.id == *id)) {
        Ok(ids)
    } else {
        Err(Refusal::not_found().at(&["input", "recipients"]).into())
    }
}

/// What the hash of a notice is made of.
struct Content<'c> {
    purpose: Purpose,
    number: i32,
    texts: &'c Texts,
    recipients: &'c [OrganisationId],
    retention: &'c Period,
    is_material_change: bool,
    takes_effect_at: DateTime<Utc>,
}

impl Content<'_> {
    /// SHA-256 over its parts, each with its length, so that no part can pass for another.
    fn hash(&self) -> String {
        let mut parts = vec![
            self.purpose.to_value(),
            self.number.to_string(),
            self.retention.as_str().to_owned(),
            self.is_material_change.to_string(),
            self.takes_effect_at.timestamp_millis().to_string(),
        ];
        parts.extend(self.recipients.iter().map(|id| global_id(*id).to_string()));
        for (language, text) in self.texts.iter() {
            parts.extend([language.as_str().to_owned(), text.to_owned()]);
        }
        digest(&parts)
    }
}

/// SHA-256 over parts, each with its length before it, in hexadecimal.
pub(super) fn digest(parts: &[String]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(format!("{}:{part};", part.len()));
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
