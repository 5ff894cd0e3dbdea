//! Finds any noun by its global id.

use async_graphql::{Context, ID, Interface, Object};
use entity::{
    id::{Id, Identified},
    tenant,
    vocabulary::AccessClass,
};

use crate::{
    audit::{self, AuditEntry},
    client::{self, Client},
    consent::{self, ConsentRecord, Notice, ProcessingPurpose},
    contribution::{Contribution, Reaction},
    error::{Code, Refusal, Result},
    evaluation::{self, Assessment, Criterion, Evaluation},
    exchange::{self, ProjectTemplate, TemplateObjective, TemplatePhase, TemplateTask},
    interest::{self, InterestDeclaration},
    operation::Operation,
    organisation::{self, Organisation},
    participation::{Participation, PseudonymReveal},
    people::{self, Person},
    phase::Phase,
    privacy::{self, AccessLogEntry, DataSubjectRequest},
    project::Project,
    public_service::{self, PublicService},
    relay::{access::access, answer, global_id, operation, parse_id, prefix_of},
    report::{self, ContributionReport},
    retention::{self, LegalHold, RetentionRule, RetentionRun},
    tenancy::{self, Invitation, Membership, Tenant},
    tenant_policy::{self, TenantPolicy},
};

/// An object that can be fetched again by its id.
#[derive(Clone, Debug, Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Opaque, stable id; its prefix names the type.",
    directive = access::apply(AccessClass::Public, None)
))]
pub enum Node {
    /// An agency.
    Tenant(Tenant),
    /// A person.
    Person(Person),
    /// A place in an agency.
    Membership(Membership),
    /// An invitation.
    Invitation(Invitation),
    /// A project.
    Project(Project),
    /// Somebody's part in a project.
    Participation(Participation),
    /// What a participant gave to a phase.
    Contribution(Contribution),
    /// A part of a project.
    Phase(Phase),
    /// Your own stand on a contribution.
    Reaction(Reaction),
    /// A program of a partner.
    Client(Client),
    /// A template of projects.
    ProjectTemplate(ProjectTemplate),
    /// A phase of a template.
    TemplatePhase(TemplatePhase),
    /// An objective of a template.
    TemplateObjective(TemplateObjective),
    /// A task of a template.
    TemplateTask(TemplateTask),
    /// An organisation.
    Organisation(Organisation),
    /// A co-assessment.
    Evaluation(Evaluation),
    /// Your own answers to an evaluation.
    Assessment(Assessment),
    /// Something that a project or service is judged by.
    Criterion(Criterion),
    /// A service of a public organisation.
    PublicService(PublicService),
    /// A read of somebody's personal data.
    AccessLogEntry(AccessLogEntry),
    /// A person's request about their data.
    DataSubjectRequest(DataSubjectRequest),
    /// How long data of one class and purpose are kept.
    RetentionRule(RetentionRule),
    /// A run of the retention job.
    RetentionRun(RetentionRun),
    /// A pseudonym that was revealed by duty.
    PseudonymReveal(PseudonymReveal),
    /// What a participant declares that could bias them.
    InterestDeclaration(InterestDeclaration),
    /// What somebody tells the moderators of a contribution.
    ContributionReport(ContributionReport),
    /// An order that keeps what would be deleted.
    LegalHold(LegalHold),
    /// A rule that the agency added.
    TenantPolicy(TenantPolicy),
    /// An entry of the audit log.
    AuditEntry(AuditEntry),
    /// What an agency processes personal data for.
    ProcessingPurpose(ProcessingPurpose),
    /// A version of what people are told before they decide.
    Notice(Notice),
    /// A step of a consent, which is the receipt.
    ConsentRecord(ConsentRecord),
}

/// The most ids that one call may ask for.
const MOST: usize = 100;

/// The queries by global id.
#[derive(Default)]
pub struct Queries;

#[Object(name = "NodeQueries")]
impl Queries {
    /// An object by its id; null where there is none that you may know of.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Global id.")] id: ID) -> Option<Node> {
        let found = async { find_all(operation(ctx)?, std::slice::from_ref(&id)).await };
        answer(ctx, None, found.await)
            .and_then(|mut nodes| nodes.pop())
            .flatten()
    }

    /// Objects by their ids, in the order asked for, with null in the place of each that you may not know of.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids, at most 100.")] ids: Vec<ID>,
    ) -> Option<Vec<Option<Node>>> {
        let found = async {
            if ids.len() > MOST {
                let refusal = Refusal::new(Code::BadInput, "The list is too long: 100 ids at most.");
                return Err(refusal.at(&["ids"]).into());
            }
            find_all(operation(ctx)?, &ids).await
        };
        answer(ctx, None, found.await)
    }
}

/// The nouns with these ids, each in its place: a few statements for each type, whatever the number. A malformed id, an
/// id of no row and an id of a row that the actor may not know of are one answer, and none of them asks the database
/// differently (T01, T02, T21).
async fn find_all(operation: &Operation, ids: &[ID]) -> Result<Vec<Option<Node>>> {
    if operation.known_actor().is_none() {
        return Ok(ids.iter().map(|_| None).collect());
    }
    let mut found: Vec<(ID, Node)> = Vec::new();
    if ids.iter().any(|id| prefix_of(id) == Some(tenant::Entity::PREFIX)) {
        found.extend(
            tenancy::find_tenant(operation)
                .await?
                .map(|noun| (global_id(noun.key), noun.into())),
        );
    }
    let people = people::find_all(operation, &of_type(ids)).await?;
    found.extend(people.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let memberships = tenancy::find_memberships(operation, &of_type(ids)).await?;
    found.extend(memberships.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let invitations = tenancy::find_invitations(operation, &of_type(ids)).await?;
    found.extend(invitations.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let projects = crate::project::find_all(operation, &of_type(ids)).await?;
    found.extend(projects.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let participations = crate::participation::find_all(operation, &of_type(ids)).await?;
    found.extend(
        participations
            .into_iter()
            .map(|noun| (global_id(noun.key), noun.into())),
    );
    let reveals = crate::participation::find_reveals(operation, &of_type(ids)).await?;
    found.extend(reveals.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let declarations = interest::find_all(operation, &of_type(ids)).await?;
    found.extend(declarations.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let reports = report::find_all(operation, &of_type(ids)).await?;
    found.extend(reports.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let contributions = crate::contribution::find_all(operation, &of_type(ids)).await?;
    found.extend(contributions.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let phases = crate::phase::find_all(operation, &of_type(ids)).await?;
    found.extend(phases.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let reactions = crate::contribution::find_reactions(operation, &of_type(ids)).await?;
    found.extend(reactions.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let clients = client::find_all(operation, &of_type(ids)).await?;
    found.extend(clients.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let templates = exchange::find_templates(operation, &of_type(ids)).await?;
    found.extend(templates.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let phases = exchange::find_template_phases(operation, &of_type(ids)).await?;
    found.extend(phases.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let objectives = exchange::find_template_objectives(operation, &of_type(ids)).await?;
    found.extend(objectives.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let tasks = exchange::find_template_tasks(operation, &of_type(ids)).await?;
    found.extend(tasks.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let organisations = organisation::find_all(operation, &of_type(ids)).await?;
    found.extend(organisations.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let evaluations = evaluation::find_all(operation, &of_type(ids)).await?;
    found.extend(evaluations.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let assessments = evaluation::find_assessments(operation, &of_type(ids)).await?;
    found.extend(assessments.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let criteria = evaluation::find_criteria(&of_type(ids));
    found.extend(criteria.into_iter().map(|noun| (global_id(noun.key_id), noun.into())));
    let services = public_service::find_all(operation, &of_type(ids)).await?;
    found.extend(services.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let entries = privacy::find_access_log_entries(operation, &of_type(ids)).await?;
    found.extend(entries.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let requests = privacy::find_requests(operation, &of_type(ids)).await?;
    found.extend(requests.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let rules = retention::find_rules(operation, &of_type(ids)).await?;
    found.extend(rules.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let runs = retention::find_runs(operation, &of_type(ids)).await?;
    found.extend(runs.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let holds = retention::find_holds(operation, &of_type(ids)).await?;
    found.extend(holds.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let policies = tenant_policy::find_all(operation, &of_type(ids)).await?;
    found.extend(policies.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let entries = audit::find_all(operation, &of_type(ids)).await?;
    found.extend(entries.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let purposes = consent::find_purposes(operation, &of_type(ids)).await?;
    found.extend(purposes.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let notices = consent::find_notices(operation, &of_type(ids)).await?;
    found.extend(notices.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    let records = consent::find_records(operation, &of_type(ids)).await?;
    found.extend(records.into_iter().map(|noun| (global_id(noun.key), noun.into())));
    Ok(ids
        .iter()
        .map(|id| {
            found
                .iter()
                .find(|(known, _)| known == id)
                .map(|(_, node)| node.clone())
        })
        .collect())
}

fn of_type<E: Identified>(ids: &[ID]) -> Vec<Id<E>> {
    ids.iter().filter_map(parse_id).collect()
}
