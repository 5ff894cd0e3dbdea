//! The noun of a criterion: out of the catalogue, so that it has no table, and an id that is made from its key.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    id::{EvaluationCriterionId, Id},
    scalar::LanguageTag,
    vocabulary::{AccessClass, AssessorRelation},
};
use sha2::{Digest, Sha256};

use super::{
    catalogue::{CATALOGUE, Entry, Steps},
    words::{labels_of, words_of},
};
use crate::relay::{
    access::{access, list},
    global_id, wanted,
};

/// Something that a project or service is judged by, from the catalogue.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Criterion {
    #[graphql(skip)]
    pub(crate) key_id: EvaluationCriterionId,
    #[graphql(skip)]
    pub(super) entry: &'static Entry,
    /// Short key in the catalogue, such as UC-01.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    key: &'static str,
    /// Where in the literature it comes from.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    source: &'static str,
    /// Whom it is meant for, and of whom alone answers are taken; empty for a computed criterion.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(5))]
    asked_of: Vec<AssessorRelation>,
    /// Whether it is computed from facts instead of asked.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    is_computed: bool,
    /// The scale; null for a computed criterion.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    scale: Option<Scale>,
}

/// An ordinal scale of whole steps.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub(super) struct Scale {
    #[graphql(skip)]
    steps: &'static Steps,
    /// The lowest score.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    lowest: i32,
    /// The highest score.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    highest: i32,
}

#[ComplexObject]
impl Criterion {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key_id)
    }

    /// What it is called.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Wanted language; else the request's (Accept-Language). English where there is no such text."
        )]
        language: Option<LanguageTag>,
    ) -> &'static str {
        words_of(self.entry, &wanted(ctx, language)).title
    }

    /// What it means.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn definition(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Wanted language; else the request's (Accept-Language). English where there is no such text."
        )]
        language: Option<LanguageTag>,
    ) -> &'static str {
        words_of(self.entry, &wanted(ctx, language)).definition
    }

    /// The statement that an assessor rates; null for a computed criterion.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn question(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Wanted language; else the request's (Accept-Language). English where there is no such text."
        )]
        language: Option<LanguageTag>,
    ) -> Option<&'static str> {
        words_of(self.entry, &wanted(ctx, language)).question
    }
}

#[ComplexObject]
impl Scale {
    /// What the lowest score means.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn lowest_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Wanted language; else the request's (Accept-Language). English where there is no such text."
        )]
        language: Option<LanguageTag>,
    ) -> &'static str {
        let [lowest, _] = labels_of(self.steps, &wanted(ctx, language));
        lowest
    }

    /// What the highest score means.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn highest_label(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Wanted language; else the request's (Accept-Language). English where there is no such text."
        )]
        language: Option<LanguageTag>,
    ) -> &'static str {
        let [_, highest] = labels_of(self.steps, &wanted(ctx, language));
        highest
    }
}

impl From<&'static Entry> for Criterion {
    fn from(entry: &'static Entry) -> Self {
        Self {
            key_id: id_of(entry),
            entry,
            key: entry.key,
            source: entry.source,
            asked_of: entry.asked_of.to_vec(),
            is_computed: entry.scale.is_none(),
            scale: entry.scale.map(|steps| Scale {
                steps,
                lowest: steps.lowest,
                highest: steps.highest,
            }),
        }
    }
}

/// The id of a criterion: the same on every server, for ever.
#[must_use]
pub(super) fn id_of(entry: &Entry) -> EvaluationCriterionId {
    let digest = Sha256::digest(format!("trialogue criterion {}", entry.key));
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(digest) {
        *to = from;
    }
    Id::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// The criterion with this id.
#[must_use]
pub(super) fn by_id(id: EvaluationCriterionId) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| id_of(entry) == id)
}

/// Those of these criteria that there are; everybody knows of the catalogue.
#[must_use]
pub fn find_criteria(ids: &[EvaluationCriterionId]) -> Vec<Criterion> {
    ids.iter().filter_map(|id| by_id(*id)).map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_from_the_key_alone_and_finds_it_again() {
        for entry in CATALOGUE {
            assert_eq!(by_id(id_of(entry)), Some(entry));
        }
        let first = CATALOGUE.iter().find(|entry| entry.key == "UC-01").map(id_of);
        let text = first.map(|id| global_id(id).0);
        assert_eq!(text.as_deref(), Some("criterion_2enesyx97nh9mtxvb2w1a5re0y"));
    }
}
