//! The verbs by which words come in: as a draft or at once, and from a draft.

use async_graphql::{ID, InputObject};
use entity::{
    contribution::{ActiveModel, Entity},
    id::{ContributionId, Id, PhaseId},
    phase,
    scalar::LanguageTag,
    vocabulary::{ContributionKind, ContributionState},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{
    guard::{depth_below, hold, hold_with_phase},
    lifecycle,
};
use crate::{
    error::{Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    participation::share_both_and_part,
    phase::ActedPhase,
    policy::{Action, ActionQuestion},
    relay::{Faults, Given, claim, differs, input_id},
    store::{Claim, Event},
};

/// What draftContribution needs.
#[derive(Debug, InputObject)]
pub(super) struct DraftContributionInput {
    /// The phase.
    pub phase: ID,
    /// What it is.
    pub kind: ContributionKind,
    /// Its title, 1 to 200 characters.
    pub title: Option<String>,
    /// Its text, 1 to 10000 characters.
    pub body: String,
    /// Language of the text; the project's when not given.
    pub language: Option<Given<LanguageTag>>,
    /// A published contribution of the same phase that it answers.
    pub in_reply_to: Option<ID>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What submitContribution needs.
#[derive(Debug, InputObject)]
pub(super) struct SubmitContributionInput {
    /// The phase.
    pub phase: ID,
    /// What it is.
    pub kind: ContributionKind,
    /// Its title, 1 to 200 characters.
    pub title: Option<String>,
    /// Its text, 1 to 10000 characters.
    pub body: String,
    /// Language of the text; the project's when not given.
    pub language: Option<Given<LanguageTag>>,
    /// A published contribution of the same phase that it answers.
    pub in_reply_to: Option<ID>,
    /// Whether it may tell of article 9 matters; no when not given.
    pub may_contain_special_category: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What updateContributionDraft needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateContributionDraftInput {
    /// The draft.
    pub contribution: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New kind of contribution.
    pub kind: Option<ContributionKind>,
    /// New title, 1 to 200 characters.
    pub title: Option<String>,
    /// New text, 1 to 10000 characters.
    pub body: Option<String>,
    /// New language.
    pub language: Option<Given<LanguageTag>>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What submitContributionDraft needs.
#[derive(Debug, InputObject)]
pub(super) struct SubmitContributionDraftInput {
    /// The draft.
    pub contribution: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Whether it may tell of article 9 matters; no when not given.
    pub may_contain_special_category: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// Words that were checked.
struct Words {
    title: Option<String>,
    body: String,
    language: Option<LanguageTag>,
}

impl Words {
    fn read(faults: &mut Faults, title: Option<&str>, body: &str, language: Option<&Given<LanguageTag>>) -> Self {
        Self {
            title: faults.optional_line("title", title, 1, 200),
            body: faults.prose("body", body, 1, 10_000),
            language: faults.read("language", language),
        }
    }
}

/// Where words go, and as what.
struct Giving<'i> {
    action: Action,
    phase: &'i ID,
    kind: ContributionKind,
    in_reply_to: Option<&'i ID>,
    may_contain_special_category: bool,
    /// Whether they wait for moderation at once, or are a draft.
    is_submitted: bool,
    event: &'static str,
}

pub(super) async fn draft(operation: &Operation, input: DraftContributionInput) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let words = Words::read(
        &mut faults,
        input.title.as_deref(),
        &input.body,
        input.language.as_ref(),
    );
    let claim = claim(
        operation,
        &mut faults,
        "draftContribution",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let giving = Giving {
        action: Action::DraftContribution,
        phase: &input.phase,
        kind: input.kind,
        in_reply_to: input.in_reply_to.as_ref(),
        may_contain_special_category: false,
        is_submitted: false,
        event: "contribution.drafted",
    };
    give(operation, giving, words, claim).await
}

pub(super) async fn submit(operation: &Operation, input: SubmitContributionInput) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let words = Words::read(
        &mut faults,
        input.title.as_deref(),
        &input.body,
        input.language.as_ref(),
    );
    let claim = claim(
        operation,
        &mut faults,
        "submitContribution",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let giving = Giving {
        action: Action::SubmitContribution,
        phase: &input.phase,
        kind: input.kind,
        in_reply_to: input.in_reply_to.as_ref(),
        may_contain_special_category: input.may_contain_special_category.unwrap_or(false),
        is_submitted: true,
        event: "contribution.submitted",
    };
    give(operation, giving, words, claim).await
}

/// Stores words in a phase that takes them.
async fn give(operation: &Operation, giving: Giving<'_>, words: Words, claim: Option<Claim>) -> Result<ContributionId> {
    let phase: PhaseId = input_id(giving.phase, "phase")?;
    let answered: Option<ContributionId> = giving.in_reply_to.map(|id| input_id(id, "inReplyTo")).transpose()?;
    let tx = operation.write().await?;
    let clock = operation.clock();
    // Project, then phase, as whatever moves a phase holds them; many give at the same time.
    let (project, phase, own) = share_both_and_part::<phase::Entity>(&tx, phase)
        .await
        .map_err(|error| gate::at(error, "phase"))?;
    let acted = ActedPhase::of(&phase, Some(project.state), own);
    let may = may::permit(operation, ActionQuestion::of(giving.action, tx.actor().roles()), acted)?;
    let author = acted.actor().ok_or_else(Refusal::not_found)?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let now = clock.now();
    may.stands(now)?;
    let depth = match answered {
        Some(answered) => depth_below(operation, &tx, answered, phase.id).await?,
        None => 0,
    };
    // Words that name no language are in the project's.
    let language = words.language.unwrap_or(project.language);
    let id = Id::from_uuid(clock.id());
    tx.insert::<Entity>(ActiveModel {
        id: Set(id),
        project_id: Set(phase.project_id),
        phase_id: Set(phase.id),
        author_id: Set(Some(author).into()),
        kind: Set(giving.kind),
        state: Set(if giving.is_submitted {
            ContributionState::Submitted
        } else {
            ContributionState::Draft
        }),
        title: Set(words.title.into()),
        body: Set(Some(words.body).into()),
        language: Set(language),
        may_contain_special_category: Set(giving.may_contain_special_category.into()),
        in_reply_to_id: Set(answered),
        thread_depth: Set(depth),
        created_at: Set(now),
        submitted_at: Set(giving.is_submitted.then_some(now)),
        updated_at: Set(now),
        agree_tally: Set(0.into()),
        disagree_tally: Set(0.into()),
        pass_tally: Set(0.into()),
        version: Set(1),
        ..Default::default()
    })
    .await?;
    let event = Event {
        kind: giving.event,
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}

pub(super) async fn update(operation: &Operation, input: UpdateContributionDraftInput) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let title = faults.optional_line("title", input.title.as_deref(), 1, 200);
    let body = input.body.as_deref().map(|body| faults.prose("body", body, 1, 10_000));
    let language = faults.read("language", input.language.as_ref());
    let claim = claim(
        operation,
        &mut faults,
        "updateContributionDraft",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let action = Action::UpdateContributionDraft;
    let held = hold(operation, &input.contribution, action, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, &input.version)?;
    let (id, row, duty) = (held.row.id, &held.row, Duty::DecideAction);
    let (title, body) = (title.map(Some), body.map(Some));
    let is_other = differs(input.kind.as_ref(), &row.kind)
        || differs(title.as_ref(), duty.open(&row.title))
        || differs(body.as_ref(), duty.open(&row.body))
        || differs(language.as_ref(), &row.language);
    if !is_other {
        held.tx
            .finish_quietly(operation.clock(), id.uuid(), claim.as_ref())
            .await?;
        return Ok(id);
    }
    let change = ActiveModel {
        kind: input.kind.map_or(NotSet, Set),
        title: title.map_or(NotSet, |title| Set(title.into())),
        body: body.map_or(NotSet, |body| Set(body.into())),
        language: language.map_or(NotSet, Set),
        updated_at: Set(operation.clock().now()),
        version: Set(held.row.version + 1),
        ..Default::default()
    };
    held.finish(operation, change, "contribution.draft_changed", claim)
        .await
}

pub(super) async fn submit_draft(operation: &Operation, input: SubmitContributionDraftInput) -> Result<ContributionId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "submitContributionDraft",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let action = Action::SubmitContributionDraft;
    let held = hold_with_phase(operation, &input.contribution, action, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, &input.version)?;
    let now = operation.clock().now();
    if let Some(answered) = held.row.in_reply_to_id {
        depth_below(operation, &held.tx, answered, held.row.phase_id).await?;
    }
    let change = ActiveModel {
        state: Set(lifecycle::SUBMIT.to),
        may_contain_special_category: Set(input.may_contain_special_category.unwrap_or(false).into()),
        submitted_at: Set(Some(now)),
        updated_at: Set(now),
        version: Set(held.row.version + 1),
        ..Default::default()
    };
    held.finish(operation, change, "contribution.submitted", claim).await
}
