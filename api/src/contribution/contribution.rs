//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    contribution::{Column, Entity, Model},
    id::{ContributionId, ParticipationId, PhaseId},
    scalar::LanguageTag,
    sealed::{Personal, TenantInternal},
    vocabulary::{AccessClass, ContributionKind, ContributionState, Purpose},
};

use super::{
    acted::ActedContribution,
    around::{Around, Part, Reader, Review},
    disposition::{Disposition, Implementation},
    moderation::ModerationDecision,
    queries::{ContributionOrder, merged_into, replies_to},
    reaction::Reaction,
    stands::{Figures, Stands},
    trace::{Steps, TraceStep},
};
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    participation::{Byline, Participation, beside_own_part},
    phase::Phase,
    policy::Field,
    relay::{
        ActionName, Noun, PageArgs, Permission, Plain,
        access::{access, list as at_most},
        answer, global_id, operation, permissions, version_in,
    },
    report::{ContributionReportConnection, ContributionReportFilter, reports_of},
    store::Level,
};

/// What a participant gives to a phase: a need, an idea, a proposal; after erasure a tombstone without text or author.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Contribution {
    #[graphql(skip)]
    pub(crate) key: ContributionId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    around: Arc<Around>,
    #[graphql(skip)]
    author_key: Personal<Option<ParticipationId>>,
    #[graphql(skip)]
    part: Part,
    #[graphql(skip)]
    disposed: TenantInternal<Option<Disposition>>,
    #[graphql(skip)]
    steps: Steps,
    #[graphql(skip)]
    phase_key: PhaseId,
    #[graphql(skip)]
    answered: Option<ContributionId>,
    #[graphql(skip)]
    figures: Figures,
    /// As it is for the verbs, which a tombstone does not show.
    #[graphql(skip)]
    acted: ActedContribution,
    /// What it is.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    kind: ContributionKind,
    /// Where it stands; what was decided shows here only once it is published to all.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    state: ContributionState,
    /// Its title; null where it has none or was redacted. Until published it is handled as PERSONAL: author and
    /// moderators only.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) title: Gated<Personal<Option<String>>>,
    /// Its text; null once redacted. Until published it is handled as PERSONAL: author and moderators only.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(super) body: Gated<Personal<Option<String>>>,
    /// Language of the text.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    language: LanguageTag,
    /// Whether author or moderator marked that it may tell of article 9 matters. Read by who runs the project, and by
    /// staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    may_contain_special_category: Gated<TenantInternal<bool>>,
    /// How deep in its thread it stands, 0 at the start, at most 7.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    thread_depth: i32,
    /// When its text was first saved.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    created_at: DateTime<Utc>,
    /// When it was submitted; null for a draft.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    submitted_at: Option<DateTime<Utc>>,
    /// When it was published; null before.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    published_at: Option<DateTime<Utc>>,
    /// When what is public of it last changed, before it was redacted where it was.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    updated_at: DateTime<Utc>,
    /// Whether its text was corrected after it was published, as its author asked.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    is_rectified: bool,
    /// Why it is held or was rejected; for its author and moderators.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    moderation: Gated<Personal<Option<Box<ModerationDecision>>>>,
    /// What those who review would publish; for them only, and never for its author.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    proposed_disposition: Gated<TenantInternal<Option<Disposition>>>,
    /// Whether what was accepted was carried out; null before that is known.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    implementation: Option<Implementation>,
}

connection!(ContributionConnection, ContributionEdge, Contribution, "contributions");

#[ComplexObject]
impl Contribution {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// The phase that it was given to; null once you may no longer know of it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn phase(&self, ctx: &Context<'_>) -> Option<Phase> {
        let found = async { self.around.phase(operation(ctx)?, self.phase_key).await };
        answer(ctx, None, found.await).flatten()
    }

    /// How its author is named; null once redacted, and in a blind review, until it is settled, for everybody but the
    /// author.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn byline(&self, ctx: &Context<'_>) -> Option<Plain<Byline>> {
        let author = (*Duty::DecideField.open(&self.author_key))?;
        let found = async {
            let operation = operation(ctx)?;
            if self.part.is_blind(self.review(ctx).await?) {
                operation.answers_apart();
                return Ok(None);
            }
            self.around.byline(operation, author).await
        };
        answer(ctx, None, found.await).flatten().map(Plain)
    }

    /// The author's participation; for the author, and, unless a blind review is not settled, for owners and facilitators
    /// and for a program of a partner whom the author agreed to.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin, Purpose::ShareWithPartner])))]
    async fn author(&self, ctx: &Context<'_>) -> Option<Participation> {
        let review = answer(ctx, None, self.review(ctx).await)?;
        if !gate::may_read(ctx, &self.part.asks_for_author(review)) {
            return None;
        }
        let author = (*Duty::DecideField.open(&self.author_key))?;
        let found = async { self.around.author(operation(ctx)?, author).await };
        answer(ctx, None, found.await).flatten()
    }

    /// What became of it and why; null with EMBARGOED until the phase publishes all at once.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn disposition(&self, ctx: &Context<'_>) -> Option<Gated<TenantInternal<Option<Disposition>>>> {
        let review = answer(ctx, None, self.review(ctx).await)?;
        let question = self.part.asks_for_disposition(review);
        Some(Gated::new(self.disposed.clone(), question))
    }

    /// Its way from submission to what became of it, oldest first.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = at_most::apply(50))]
    async fn trace(&self, ctx: &Context<'_>) -> Vec<TraceStep> {
        let review = answer(ctx, None, self.review(ctx).await).unwrap_or(Review::UNKNOWN);
        self.steps.asked(self.part.asks_for_disposition(review))
    }

    /// What it answers; null at the start of a thread.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn in_reply_to(&self, ctx: &Context<'_>) -> Option<Self> {
        let answered = self.answered?;
        let found = async { self.around.contribution(operation(ctx)?, answered).await };
        answer(ctx, None, found.await).flatten()
    }

    /// Direct answers to it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which order.", default_with = "ContributionOrder::CreatedAtAsc")]
        order_by: ContributionOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ContributionConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let page = replies_to(ctx, self.key, self.around.replies(), order_by, &args).await;
        answer(ctx, None, page)
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }

    /// What participants think of it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn stands(&self, ctx: &Context<'_>) -> Plain<Stands> {
        let found = async {
            let threshold = self.around.threshold(operation(ctx)?).await?;
            Ok(Stands::of(&self.figures, threshold))
        };
        Plain(answer(ctx, None, found.await).unwrap_or_else(Stands::withheld))
    }

    /// Your own stand; null when you took none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn viewer_reaction(&self, ctx: &Context<'_>) -> Option<Reaction> {
        let found = async { self.around.reaction(operation(ctx)?, self.key).await };
        answer(ctx, None, found.await).flatten()
    }

    /// What you may do to it now, decided by the rules that the mutations themselves ask.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = at_most::apply(20))]
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these, at most 20; all that are done to it when not given.")] actions: Option<
            Vec<ActionName>,
        >,
    ) -> Option<Vec<Permission>> {
        let found = async {
            let operation = operation(ctx)?;
            let phase = self.around.phase(operation, self.phase_key).await?;
            let phase = match phase {
                Some(phase) => Some(phase.acted(operation).await?),
                None => None,
            };
            let acted = self.acted.in_phase(phase);
            permissions(ctx, actions.as_deref(), &acted)
        };
        answer(ctx, None, found.await)
    }

    /// What participants reported of it, newest first; for moderators and the data protection officer. Of one's own words it
    /// holds nothing, whatever there is.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reports.")] filter: Option<ContributionReportFilter>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ContributionReportConnection> {
        let (filter, args) = (
            filter.unwrap_or_default(),
            PageArgs {
                first,
                after,
                last,
                before,
            },
        );
        let pages = self.around.reports();
        let page = reports_of(ctx, self.key, self.acted.own, pages, &filter, &args).await;
        answer(ctx, None, page).flatten()
    }

    /// Contributions that were merged into it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn merged_contributions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ContributionConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        let page = merged_into(ctx, self.key, self.around.merged(), &args).await;
        answer(ctx, None, page)
    }
}

impl Contribution {
    /// What its phase says of it.
    async fn review(&self, ctx: &Context<'_>) -> Result<Review> {
        self.around.review(operation(ctx)?, self.phase_key).await
    }

    fn of(row: Model, reader: &Reader, around: &Arc<Around>, operation: &Operation) -> Self {
        let part = reader.of(&row);
        let acted = ActedContribution::of(operation, &row, part.own(), None);
        let (row, part) = if part.is_withheld(operation, &row) {
            // Its author finds it whole.
            operation.answers_apart();
            (tombstone(row), reader.of_nobody(part))
        } else {
            (row, part)
        };
        let ask = |field| part.ask(field);
        let decision = ModerationDecision::of(&row, &part, around);
        Self {
            key: row.id,
            seen: row.version,
            disposed: Disposition::published(&row, around),
            steps: Steps::of(&row),
            part,
            phase_key: row.phase_id,
            answered: row.in_reply_to_id,
            figures: Figures::of(&row),
            kind: row.kind,
            acted,
            state: row.state,
            language: row.language.clone(),
            thread_depth: row.thread_depth,
            created_at: row.created_at,
            submitted_at: row.submitted_at,
            published_at: row.published_at,
            updated_at: row.updated_at,
            is_rectified: row.is_rectified,
            moderation: Gated::new(
                Personal::new(decision.map(Box::new)),
                ask(Field::ContributionModeration),
            ),
            proposed_disposition: Gated::new(
                Disposition::proposed(&row, around),
                ask(Field::ContributionProposedDisposition),
            ),
            implementation: Implementation::of(&row),
            around: Arc::clone(around),
            author_key: row.author_id,
            title: Gated::new(row.title, ask(Field::ContributionTitle)),
            body: Gated::new(row.body, ask(Field::ContributionBody)),
            may_contain_special_category: Gated::new(
                row.may_contain_special_category,
                ask(Field::ContributionMayContainSpecialCategory),
            ),
        }
    }
}

/// What an erasure leaves of a row: lists and counts keep their place.
fn tombstone(row: Model) -> Model {
    Model {
        state: ContributionState::Redacted,
        author_id: None.into(),
        title: None.into(),
        body: None.into(),
        moderation_rule: None.into(),
        moderation_reason: None.into(),
        moderated_at: None.into(),
        outcome_reason: None.into(),
        implementation_reason: row.implementation_reason.as_ref().map(|_| String::new()),
        ..row
    }
}

/// The nouns of rows, each with what the reader is to it: a few statements, whatever the number.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Contribution>> {
    made(operation, rows, None).await
}

/// The same; where the phases were read before, `reviews` are what they say.
pub(super) async fn made(
    operation: &Operation,
    rows: Vec<Model>,
    reviews: Option<&[(PhaseId, Review)]>,
) -> Result<Vec<Contribution>> {
    let reviews = match reviews {
        Some(known) => Level::known(known.iter().copied()),
        None => Level::of(rows.iter().map(|row| row.phase_id)),
    };
    let tx = operation.snapshot().await?;
    let reader = Reader::read(operation, &tx, &rows).await?;
    Ok(nouns(operation, rows, &reader, reviews))
}

fn nouns(
    operation: &Operation,
    rows: Vec<Model>,
    reader: &Reader,
    reviews: Arc<Level<PhaseId, Review>>,
) -> Vec<Contribution> {
    let around = Around::of(&rows, reviews);
    rows.into_iter()
        .map(|row| Contribution::of(row, reader, &around, operation))
        .collect()
}

/// The noun of the row with this id, in one statement, as after each mutation.
async fn one(operation: &Operation, id: ContributionId) -> Result<Vec<Contribution>> {
    let tx = operation.snapshot().await?;
    let Some((row, part)) = beside_own_part::<Entity>(&tx, id, Column::ProjectId).await? else {
        return Ok(Vec::new());
    };
    let reviews = Level::of([row.phase_id]);
    let rows = vec![row];
    let reader = Reader::with(operation, &tx, &rows, part.into_iter().collect()).await?;
    Ok(nouns(operation, rows, &reader, reviews))
}

impl Noun for Contribution {
    type Entity = Entity;

    fn key(&self) -> ContributionId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ContributionId]) -> Result<Vec<Self>> {
        match ids {
            [id] => one(operation, *id).await,
            _ => of(operation, operation.by_ids(ids).await?).await,
        }
    }
}
