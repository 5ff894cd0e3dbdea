//! The noun of a purpose, as an agency has it.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    id::ProcessingPurposeId,
    notice,
    processing_purpose::{Entity, Model},
    scalar::LanguageTag,
    set::Member,
    texts::Texts,
    vocabulary::{AccessClass, LegalBasis, Purpose},
};
use sea_orm::Condition;

use super::{
    acted::ActedPurpose,
    in_force::{id_of, in_effect, newest_of},
    notice::{Notice, NoticeConnection, of as notices_of},
    right::{ApplicableRight, rights_to},
    words::usual,
};
use crate::{
    error::Result,
    operation::Operation,
    policy::Field,
    relay::{
        ActionName, Noun, PageArgs, Pages, Permission, Relation, Sort,
        access::{access, list},
        answer, global_id, operation, permissions, version_in, wanted,
    },
    store::Level,
};

/// What the agency processes personal data for, with its legal basis.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct ProcessingPurpose {
    #[graphql(skip)]
    pub(crate) key: ProcessingPurposeId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    descriptions: Texts,
    #[graphql(skip)]
    current: Arc<Level<ProcessingPurposeId, Notice>>,
    #[graphql(skip)]
    published: Arc<Pages<Entity, Notice>>,
    /// The purpose.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) purpose: Purpose,
    /// The basis in law.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) legal_basis: LegalBasis,
    /// Whether each person decides; follows from the basis.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) asks_consent: bool,
    /// Whether the agency processes anything for it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) is_enabled: bool,
}

#[ComplexObject]
impl ProcessingPurpose {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// What it means in this agency.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Wanted language; else the request's (Accept-Language). The agency's first where it has none."
        )]
        language: Option<LanguageTag>,
    ) -> &str {
        let best = self.descriptions.best(&wanted(ctx, language));
        best.unwrap_or(usual(self.purpose))
    }

    /// Schema coordinates of the fields that it opens, such as Person.email; of words, while they are not public.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(200))]
    async fn fields(&self) -> Vec<&'static str> {
        let opened = Field::ALL.iter().filter(|field| field.is_opened_by(self.purpose));
        opened.map(|field| field.name()).collect()
    }

    /// Which rights apply on this basis, and which do not and why.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(10))]
    async fn rights(&self) -> Vec<ApplicableRight> {
        rights_to(self.purpose, self.legal_basis)
    }

    /// The notice in force; null before the first.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn current_notice(&self, ctx: &Context<'_>) -> Option<Notice> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids: Vec<ProcessingPurposeId>| async move {
                let tx = operation.snapshot().await?;
                let newest = newest_of(&tx, &ids, in_effect(operation.clock().now())).await?;
                let (keys, rows): (Vec<_>, Vec<_>) = newest.into_iter().unzip();
                Ok(keys.into_iter().zip(notices_of(rows)).collect())
            };
            self.current.get(self.key, load).await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// All its notices, newest first, those that take effect later too.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<NoticeConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let relation = Relation::<notice::Entity> {
            name: "ProcessingPurpose.notices",
            which: "",
            parent: notice::Column::PurposeId,
            condition: Condition::all(),
            order: Sort::public(notice::Column::Number, true).into(),
        };
        let nouns = |rows| std::future::ready(Ok(notices_of(rows)));
        let page = self.published.get(ctx, self.key, relation, &args, nouns).await;
        answer(ctx, None, page.map(Into::into))
    }

    /// What you may do to it now, decided by the rules that the mutations themselves ask.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these, at most 20; all that are done to it when not given.")] actions: Option<
            Vec<ActionName>,
        >,
    ) -> Option<Vec<Permission>> {
        answer(ctx, None, permissions(ctx, actions.as_deref(), &ActedPurpose))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

/// Every purpose of the agency, in the order of the enumeration: one statement.
pub(super) async fn all(operation: &Operation) -> Result<Vec<ProcessingPurpose>> {
    let tx = operation.snapshot().await?;
    let tenant = tx.actor().tenant;
    let rows = tx.rows::<Entity>().all(100).await?;
    let ids = <Purpose as Member>::ALL.iter().map(|purpose| id_of(tenant, *purpose));
    let (current, published) = (Level::of(ids.clone()), Pages::of(ids));
    let noun = |purpose: Purpose| {
        let said = rows.iter().find(|row| row.purpose == purpose);
        let basis = said.map_or(purpose.usual_basis(), |row| row.legal_basis);
        ProcessingPurpose {
            key: id_of(tenant, purpose),
            seen: said.map_or(UNCHANGED, |row| row.version),
            descriptions: said.map(|row: &Model| row.descriptions.clone()).unwrap_or_default(),
            current: Arc::clone(&current),
            published: Arc::clone(&published),
            purpose,
            legal_basis: basis,
            asks_consent: basis.asks_consent(),
            is_enabled: said.is_none_or(|row| row.is_enabled),
        }
    };
    Ok(<Purpose as Member>::ALL.iter().copied().map(noun).collect())
}

/// The version of a purpose of which the agency said nothing.
pub(super) const UNCHANGED: i64 = 0;

impl Noun for ProcessingPurpose {
    type Entity = Entity;

    fn key(&self) -> ProcessingPurposeId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ProcessingPurposeId]) -> Result<Vec<Self>> {
        let mut all = all(operation).await?;
        all.retain(|noun| ids.contains(&noun.key));
        Ok(all)
    }
}
