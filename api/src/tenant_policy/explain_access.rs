//! Why a field would be shown or refused, from the same policies as the answer itself.

use async_graphql::{Context, ID, SimpleObject};
use entity::{
    id::{MembershipId, ProjectId},
    membership, project,
    set::Set,
    subject::DataSubject,
    vocabulary::{AccessClass, ProjectRole, Purpose},
};

use super::access_matrix::{AccessDecision, field_named, reason, said};
use crate::{
    client,
    error::{Fault, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
    },
    participation::roles_known,
    policy::{ConsentFact, Facts, Field, FieldQuestion, RecordState, Relation, explain_field},
    relay::{
        Reason,
        access::{access, list},
        operation, parse_id,
    },
};

/// Why a field is shown or refused.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct AccessExplanation {
    /// The field, by type and name.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    field: &'static str,
    /// Its class.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    class: AccessClass,
    /// Purposes that open it.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    purposes: &'static [Purpose],
    /// What the rules say.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    decision: AccessDecision,
    /// What stands against it; empty where it is shown.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(10))]
    reasons: Vec<Reason>,
    /// What the rules looked at: facts of the reader, and never of a person whom the field could tell of.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    facts: Vec<AccessFact>,
    /// Names of the policies that decided; empty where none opens it.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    policies: Vec<String>,
}

/// Something that the rules looked at.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct AccessFact {
    /// Its name, such as purpose or role.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    name: &'static str,
    /// Its value, as the schema spells it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    value: String,
}

/// What is asked.
pub(super) struct Asked {
    pub(super) field: String,
    pub(super) project: Option<ID>,
    pub(super) reader: Option<ID>,
    pub(super) purpose: Option<Purpose>,
    pub(super) is_own: bool,
}

pub(super) async fn explained(ctx: &Context<'_>, asked: Asked) -> Result<Option<AccessExplanation>> {
    let operation = operation(ctx)?;
    let actor = operation.actor()?;
    let own = actor.person().map(|person| person.membership);
    let reader: Option<MembershipId> = asked.reader.as_ref().and_then(parse_id);
    let is_self = asked.reader.is_none() || (reader.is_some() && reader == own);
    let question = FieldQuestion::of(Field::QueryExplainAccess, actor.roles())
        .related(Relation::own(is_self))
        .about(reader.map_or(DataSubject::Nobody, DataSubject::Membership));
    // Decided and on record before anybody is looked for, so that the refusal tells nothing of whom was asked about.
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let field = field_named(&asked.field, &["field"])?;
    let facts = facts(operation, &asked, reader.filter(|_| !is_self), is_self).await?;
    let policies = operation.policies();
    let told = explain_field(&policies, field, facts).map_err(|_| Fault::logged("a policy could not be evaluated"))?;
    Ok(Some(AccessExplanation {
        field: field.name(),
        class: field.class_in(facts.state),
        purposes: field.purposes_in(facts.state),
        decision: said(&told.decision),
        reasons: reason(&told.decision).into_iter().collect(),
        facts: shown(&facts),
        policies: told.decided_by,
    }))
}

/// The facts of the reader. Of whom the field could tell nothing is looked at: nobody has consented, as for who was never
/// asked.
async fn facts(operation: &Operation, asked: &Asked, reader: Option<MembershipId>, is_self: bool) -> Result<Facts> {
    let tx = operation.snapshot().await?;
    let actor = operation.actor()?;
    let missing = |what: &str| Refusal::not_found().at(&[what]);
    let mut facts = Facts::of(actor.roles());
    let mut person = actor.person().map(|person| person.person);
    if !is_self {
        let id = reader.ok_or_else(|| missing("reader"))?;
        let row = tx.by_ids::<membership::Entity>(&[id]).await?.pop();
        let row = row.ok_or_else(|| missing("reader"))?;
        facts = Facts::of(*Duty::DecideField.open(&row.roles));
        person = Some(*Duty::DecideField.open(&row.person_id));
    }
    if let (Some(project), Some(person)) = (&asked.project, person) {
        let id: ProjectId = parse_id(project).ok_or_else(|| missing("project"))?;
        let known = tx.by_ids::<project::Entity>(&[id]).await?.pop();
        let known = known.ok_or_else(|| missing("project"))?;
        let roles = roles_known(&tx, known.id, person).await?;
        facts.project_roles = if is_self { roles } else { running(roles) };
        facts.active_participant = !facts.project_roles.is_empty();
    }
    if is_self {
        facts.scope = actor.program().map(|program| program.scope);
        if asked.is_own {
            facts.relations = facts.relations.with(Relation::Itself);
        }
    }
    facts.purpose = asked.purpose.or(operation.purpose());
    let place: Option<ProjectId> = asked.project.as_ref().and_then(parse_id);
    let shared = client::shared_projects(&tx, facts.purpose, place.as_slice()).await?;
    facts.relations = facts.relations.with(Relation::partner(!shared.is_empty()));
    facts.consent = facts.purpose.map(ConsentFact::unknown).unwrap_or_default();
    Ok(facts)
}

/// The roles of another reader that count: those of who runs the project. Who merely takes part is nobody's to learn here.
fn running(roles: Set<ProjectRole>) -> Set<ProjectRole> {
    let running = [ProjectRole::Owner, ProjectRole::Facilitator].into_iter();
    running.filter(|role| roles.contains(*role)).fold(Set::EMPTY, Set::with)
}

fn shown(facts: &Facts) -> Vec<AccessFact> {
    let name = |value: async_graphql::Value| match value {
        async_graphql::Value::Enum(name) => name.to_string(),
        other => other.to_string(),
    };
    let mut all = Vec::new();
    let mut add = |fact: &'static str, value: async_graphql::Value| {
        all.push(AccessFact {
            name: fact,
            value: name(value),
        });
    };
    for role in facts.roles.iter() {
        add("role", async_graphql::InputType::to_value(&role));
    }
    for role in facts.project_roles.iter() {
        add("projectRole", async_graphql::InputType::to_value(&role));
    }
    if facts.relations.contains(Relation::Itself) {
        add("relation", async_graphql::Value::from("SELF"));
    }
    if facts.relations.contains(Relation::Partner) {
        add("relation", async_graphql::Value::from("PARTNER"));
    }
    if let Some(purpose) = facts.purpose {
        add("purpose", async_graphql::InputType::to_value(&purpose));
    }
    debug_assert_eq!(facts.state, RecordState::Plain);
    all
}
