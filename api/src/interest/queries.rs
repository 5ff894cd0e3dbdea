//! Lists of declared interests, for the nouns that lead to them.

use async_graphql::{Context, ID, InputObject};
use entity::{
    id::{ParticipationId, ProjectId},
    interest_declaration::{Column, Entity},
    participation as part, phase, project,
    vocabulary::{InterestRelationship, InterestState, Purpose},
};
use sea_orm::{ColumnTrait, Condition};

use super::interest_declaration::{InterestDeclaration, InterestDeclarationConnection, of};
use crate::{
    error::Result,
    operation::Operation,
    participation,
    relay::{Narrowed, PageArgs, Pages, Relation, Sort, is_known, operation, short},
};

/// Which declared interests; every given condition must hold. There is none by declarer, and none by what is for few.
#[derive(Debug, Default, InputObject)]
pub struct InterestDeclarationFilter {
    /// Of one of these kinds.
    pub relationships: Option<Vec<InterestRelationship>>,
    /// In one of these states.
    pub states: Option<Vec<InterestState>>,
    /// Of this phase alone.
    pub phase: Option<ID>,
}

/// The phase that a filter narrows to.
type OfPhase = Narrowed<phase::Entity>;

impl InterestDeclarationFilter {
    fn phase(&self) -> Result<Option<OfPhase>> {
        Narrowed::by(self.phase.as_ref(), &["filter", "phase"])
    }

    fn condition(&self, operation: &Operation, phase: Option<&OfPhase>) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(relationships) = &self.relationships {
            let relationships = short("relationships", relationships, 6)?;
            condition = condition.add(Column::Relationship.is_in(relationships.iter().copied()));
        }
        if let Some(states) = &self.states {
            condition = condition.add(in_states(short("states", states, 3)?, withheld(operation)));
        }
        Ok(condition.add_option(phase.map(|phase| Column::PhaseId.eq(phase.id))))
    }
}

/// Those in one of these states, as they are shown: what is withheld stands there as a mark and is found as one.
fn in_states(states: &[InterestState], withheld: Option<Condition>) -> Condition {
    let states_are = Condition::all().add(Column::State.is_in(states.iter().copied()));
    let Some(withheld) = withheld else { return states_are };
    let found = Condition::any().add(states_are.add(shown(withheld.clone())));
    if states.contains(&InterestState::Redacted) {
        found.add(withheld)
    } else {
        found
    }
}

/// Those that are not withheld.
fn shown(withheld: Condition) -> Condition {
    Condition::any()
        .add(Column::ParticipationId.is_null())
        .add(withheld.not())
}

/// What others declared whose data are stored only; none where nobody's are.
fn withheld(operation: &Operation) -> Option<Condition> {
    let parts = operation
        .resting()
        .parts(Purpose::ParticipationAdmin, operation.clock().now());
    if parts.is_empty() {
        return None;
    }
    let withheld = Condition::all().add(Column::ParticipationId.is_in(parts));
    let actor = operation.known_actor();
    let own = actor.and_then(|actor| Some(participation::own_ids(actor.tenant, actor.person()?.person)));
    Some(match own {
        Some(own) => withheld.add(Column::ParticipationId.not_in_subquery(own)),
        None => withheld,
    })
}

const NEWEST: Sort<Column> = Sort::public(Column::DeclaredOn, true);

/// What was declared in a project, out of the pages of its level.
pub(crate) async fn declarations_of_project(
    ctx: &Context<'_>,
    project: ProjectId,
    pages: &Pages<project::Entity, InterestDeclaration>,
    filter: &InterestDeclarationFilter,
    args: &PageArgs,
) -> Result<InterestDeclarationConnection> {
    let operation = operation(ctx)?;
    let phase = filter.phase()?;
    let relation = Relation::<Entity> {
        name: "Project.interestDeclarations",
        which: &format!("{filter:?}"),
        parent: Column::ProjectId,
        condition: filter.condition(operation, phase.as_ref())?,
        order: NEWEST.into(),
    };
    let page = pages.get(ctx, project, relation, args, |rows| async move {
        is_known(operation, phase.as_ref()).await?;
        of(operation, rows).await
    });
    Ok(page.await?.into())
}

/// What somebody declared who takes part so, out of the pages of its level; for the noun, which asked who may read it. What
/// is withheld is not found by whose it is, as after an erasure.
pub(crate) async fn declarations_of_participation(
    ctx: &Context<'_>,
    participation: ParticipationId,
    pages: &Pages<part::Entity, InterestDeclaration>,
    args: &PageArgs,
) -> Result<InterestDeclarationConnection> {
    let operation = operation(ctx)?;
    let relation = Relation::<Entity> {
        name: "Participation.interestDeclarations",
        which: "",
        parent: Column::ParticipationId,
        condition: Condition::all().add_option(withheld(operation).map(shown)),
        order: NEWEST.into(),
    };
    let page = pages
        .get(ctx, participation, relation, args, |rows| of(operation, rows))
        .await?;
    Ok(page.into())
}
