//! Somebody's part in a project, which fixes sector, expertise and roles there.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, OrganisationId, ParticipationId, PersonId, ProjectId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::{Personal, ProjectShared},
    set::Set,
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, erased, kept},
    vocabulary::{
        AccessClass, Disposal, Expertise, JoiningRoute, ParticipationState, ProjectRole, Purpose, RetentionTrigger,
        Sector,
    },
};

/// Somebody's part in a project, which fixes sector, expertise and roles there.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "participation")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ParticipationId,
    /// The project.
    pub project_id: ProjectId,
    /// Who it is; none for people who came with imported data.
    pub person_id: Personal<Option<PersonId>>,
    /// Name made for this project alone.
    pub pseudonym: String,
    /// The name that the person chose to stand by in public; none where the pseudonym stands.
    pub public_name: Personal<Option<String>>,
    /// Organisation that the participant speaks for.
    pub organisation_id: ProjectShared<Option<OrganisationId>>,
    /// The sector; none where it is not known.
    pub sector: ProjectShared<Option<Sector>>,
    /// The expertise; none where it is not known.
    pub expertise: ProjectShared<Option<Expertise>>,
    /// Roles in the project.
    pub roles: ProjectShared<Set<ProjectRole>>,
    /// How the participant came in.
    pub joined_via: ProjectShared<JoiningRoute>,
    /// Whether it is active.
    pub state: ProjectShared<ParticipationState>,
    /// Why somebody else ended it.
    pub state_reason: Personal<Option<String>>,
    /// Day of joining.
    pub joined_on: ProjectShared<Day>,
    /// Day of leaving.
    pub left_on: ProjectShared<Option<Day>>,
    /// Moves with every change that a reader can see, but not with an erasure.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "participation";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "participation",
    global: false,
    subject: Subject::Person("person_id"),
    told: Declaration::told_by("You, and whoever invited you or runs the project."),
    erasure: Erasure::Blank {
        none_of: None,
        set: &[("state", "'LEFT'")],
    },
    holds: Holds::OnProject("project_id"),
    sealed: &[
        erased("person_id", AccessClass::Personal),
        erased("public_name", AccessClass::Personal).given_for(Purpose::PublicAttribution),
        erased("organisation_id", AccessClass::ProjectShared),
        kept("sector", AccessClass::ProjectShared),
        kept("expertise", AccessClass::ProjectShared),
        kept("roles", AccessClass::ProjectShared),
        kept("joined_via", AccessClass::ProjectShared),
        kept("state", AccessClass::ProjectShared),
        erased("state_reason", AccessClass::Personal),
        kept("joined_on", AccessClass::ProjectShared),
        kept("left_on", AccessClass::ProjectShared),
    ],
    search: &[],
    quotes: None,
    retention: &[Retained {
        purpose: Purpose::ParticipationAdmin,
        class: AccessClass::Personal,
        since: &[
            (RetentionTrigger::ProjectConcluded, Since::Project("project_id")),
            (RetentionTrigger::ProjectEvaluated, Since::Project("project_id")),
        ],
        disposals: &[(
            Disposal::Anonymise,
            Disposing::Blank(&["person_id", "public_name", "organisation_id", "state_reason"]),
        )],
        only: Some(NOT_NEEDED),
    }],
};

/// Whoever can still answer for, or in, an evaluation that is under way keeps their link to it: in a project that has not
/// ended, everybody while answers are collected and told, and who runs it throughout.
const NOT_NEEDED: &str = "NOT EXISTS (SELECT 1 FROM project WHERE project.tenant_id = participation.tenant_id \
     AND project.id = participation.project_id \
     AND project.state NOT IN ('DECLINED', 'EVALUATED', 'ARCHIVED', 'CANCELLED') \
     AND (participation.roles & 1 <> 0 OR EXISTS (SELECT 1 FROM evaluation \
     WHERE evaluation.tenant_id = project.tenant_id AND evaluation.project_id = project.id \
     AND evaluation.state IN ('LOCKED', 'COLLECTING', 'CLOSED', 'COMPUTED'))))";

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveEnum, Iterable};

    use super::*;
    use crate::vocabulary::ProjectState;

    #[test]
    fn what_is_asked_in_sql_is_what_the_types_say() {
        assert_eq!(Set::EMPTY.with(ProjectRole::Owner).bits(), 1);
        for state in ProjectState::iter() {
            let is_named = NOT_NEEDED.contains(&format!("'{}'", state.to_value()));
            assert_eq!(is_named, state.is_over(), "{state:?}");
        }
    }
}
