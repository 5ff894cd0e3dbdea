//! The noun of a notice.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::{NoticeId, OrganisationId, ProcessingPurposeId},
    notice::{Entity, Model},
    notice_recipient::{self, Column},
    period::Period,
    texts::Texts,
    vocabulary::AccessClass,
};

use super::{
    purpose::ProcessingPurpose,
    texts::{LocalizedText, shown},
};
use crate::{
    error::Result,
    operation::Operation,
    organisation::Organisation,
    relay::{
        Noun,
        access::{access, list},
        answer, global_id, operation, referred,
    },
    store::{Level, Tx},
};

/// The most recipients that a notice names.
pub(super) const MOST_RECIPIENTS: usize = 50;

/// A version of what people are told before they decide.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Notice {
    #[graphql(skip)]
    pub(crate) key: NoticeId,
    #[graphql(skip)]
    purpose_key: ProcessingPurposeId,
    #[graphql(skip)]
    purposes: Arc<Level<ProcessingPurposeId, ProcessingPurpose>>,
    #[graphql(skip)]
    said: Texts,
    #[graphql(skip)]
    receivers: Arc<Level<NoticeId, Vec<Organisation>>>,
    /// Its number among the purpose's notices, from 1.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    number: i32,
    /// How long the data are kept; a consent to it lasts as long.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    retention: Period,
    /// Whether consent to the notice before does not reach this one.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    is_material_change: bool,
    /// From when it holds.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    takes_effect_at: DateTime<Utc>,
    /// SHA-256 of its content, as receipts state it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    hash: String,
    /// When it was published; it never changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    published_at: DateTime<Utc>,
}

connection!(NoticeConnection, NoticeEdge, Notice, "notices");

#[ComplexObject]
impl Notice {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// The purpose that it is about.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn processing_purpose(&self, ctx: &Context<'_>) -> Option<ProcessingPurpose> {
        referred(ctx, &self.purposes, self.purpose_key).await
    }

    /// The text in each language.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(30))]
    async fn texts(&self) -> Vec<LocalizedText> {
        shown(&self.said)
    }

    /// Who else receives the data, by name.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(50))]
    async fn recipients(&self, ctx: &Context<'_>) -> Option<Vec<Organisation>> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids: Vec<NoticeId>| recipients_of(operation, ids);
            Ok(self.receivers.get(self.key, load).await?.unwrap_or_default())
        };
        answer(ctx, None, found.await)
    }
}

/// The organisations that these notices name, in the order of their names: two statements.
async fn recipients_of(operation: &Operation, ids: Vec<NoticeId>) -> Result<Vec<(NoticeId, Vec<Organisation>)>> {
    let tx = operation.snapshot().await?;
    let named = named_in(&tx, &ids).await?;
    let mut wanted: Vec<OrganisationId> = named.iter().map(|row| row.organisation_id).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut organisations = Organisation::find_all(operation, &wanted).await?;
    organisations.sort_by(|a, b| (&a.name, a.key).cmp(&(&b.name, b.key)));
    let of = |id: NoticeId| {
        let is_named = |noun: &&Organisation| {
            named
                .iter()
                .any(|row| row.notice_id == id && row.organisation_id == noun.key)
        };
        organisations.iter().filter(is_named).cloned().collect()
    };
    Ok(ids.into_iter().map(|id| (id, of(id))).collect())
}

/// Which organisations these notices name.
pub(super) async fn named_in(tx: &Tx, ids: &[NoticeId]) -> Result<Vec<notice_recipient::Model>> {
    let most = u64::try_from(ids.len() * MOST_RECIPIENTS).unwrap_or(u64::MAX);
    let of_these = tx.among(Column::NoticeId, ids.iter().map(|id| id.uuid()));
    tx.rows::<notice_recipient::Entity>().filter(of_these).all(most).await
}

/// The nouns of rows, which are one level.
pub(super) fn of(rows: Vec<Model>) -> Vec<Notice> {
    let purposes = Level::of(rows.iter().map(|row| row.purpose_id));
    let receivers = Level::of(rows.iter().map(|row| row.id));
    rows.into_iter()
        .map(|row| Notice {
            key: row.id,
            purpose_key: row.purpose_id,
            purposes: Arc::clone(&purposes),
            said: row.texts,
            receivers: Arc::clone(&receivers),
            number: row.number,
            retention: row.retention,
            is_material_change: row.is_material_change,
            takes_effect_at: row.takes_effect_at,
            hash: row.hash,
            published_at: row.published_at,
        })
        .collect()
}

impl Noun for Notice {
    type Entity = Entity;

    fn key(&self) -> NoticeId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[NoticeId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}
