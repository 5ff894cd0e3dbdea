//! Finds any noun by its global id.

use async_graphql::{Context, ID, Interface, Object};
use entity::{
    id::{Id, Identified},
    tenant,
    vocabulary::AccessClass,
};

use crate::{
    audit::AuditEntry,
    client::Client,
    consent::{ConsentRecord, Notice, ProcessingPurpose},
    contribution::{Contribution, Reaction},
    error::{Code, Refusal, Result},
    evaluation::{self, Assessment, Criterion, Evaluation},
    exchange::{ProjectTemplate, TemplateObjective, TemplatePhase, TemplateTask},
    interest::InterestDeclaration,
    operation::Operation,
    organisation::Organisation,
    participation::{Participation, PseudonymReveal},
    people::Person,
    phase::Phase,
    privacy::{AccessLogEntry, DataSubjectRequest},
    project::Project,
    public_service::PublicService,
    relay::{
        Noun,
        access::{access, list},
        answer, global_id, operation, parse_id, prefix_of,
    },
    report::ContributionReport,
    retention::{LegalHold, RetentionRule, RetentionRun},
    tenancy::{self, Invitation, Membership, Tenant},
    tenant_policy::TenantPolicy,
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
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(100))]
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
    add::<Person>(operation, ids, &mut found).await?;
    add::<Membership>(operation, ids, &mut found).await?;
    add::<Invitation>(operation, ids, &mut found).await?;
    add::<Project>(operation, ids, &mut found).await?;
    add::<Participation>(operation, ids, &mut found).await?;
    add::<PseudonymReveal>(operation, ids, &mut found).await?;
    add::<InterestDeclaration>(operation, ids, &mut found).await?;
    add::<ContributionReport>(operation, ids, &mut found).await?;
    add::<Contribution>(operation, ids, &mut found).await?;
    add::<Phase>(operation, ids, &mut found).await?;
    add::<Reaction>(operation, ids, &mut found).await?;
    add::<Client>(operation, ids, &mut found).await?;
    add::<ProjectTemplate>(operation, ids, &mut found).await?;
    add::<TemplatePhase>(operation, ids, &mut found).await?;
    add::<TemplateObjective>(operation, ids, &mut found).await?;
    add::<TemplateTask>(operation, ids, &mut found).await?;
    add::<Organisation>(operation, ids, &mut found).await?;
    add::<Evaluation>(operation, ids, &mut found).await?;
    add::<Assessment>(operation, ids, &mut found).await?;
    let criteria = evaluation::find_criteria(&of_type(ids));
    found.extend(criteria.into_iter().map(|noun| (global_id(noun.key_id), noun.into())));
    add::<PublicService>(operation, ids, &mut found).await?;
    add::<AccessLogEntry>(operation, ids, &mut found).await?;
    add::<DataSubjectRequest>(operation, ids, &mut found).await?;
    add::<RetentionRule>(operation, ids, &mut found).await?;
    add::<RetentionRun>(operation, ids, &mut found).await?;
    add::<LegalHold>(operation, ids, &mut found).await?;
    add::<TenantPolicy>(operation, ids, &mut found).await?;
    add::<AuditEntry>(operation, ids, &mut found).await?;
    add::<ProcessingPurpose>(operation, ids, &mut found).await?;
    add::<Notice>(operation, ids, &mut found).await?;
    add::<ConsentRecord>(operation, ids, &mut found).await?;
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

/// Adds those of one type.
async fn add<N: Noun + Into<Node>>(operation: &Operation, ids: &[ID], found: &mut Vec<(ID, Node)>) -> Result<()> {
    let nouns = N::find_all(operation, &of_type(ids)).await?;
    found.extend(nouns.into_iter().map(|noun| (global_id(noun.key()), noun.into())));
    Ok(())
}

fn of_type<E: Identified>(ids: &[ID]) -> Vec<Id<E>> {
    ids.iter().filter_map(parse_id).collect()
}
