//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    id::{PersonId, ProjectId},
    person::{Entity, Model},
    scalar::LanguageTag,
    sealed::Personal,
    subject::DataSubject,
    vocabulary::{AccessClass, Purpose},
};

use super::{acted::ActedPerson, rules::relations};
use crate::{
    consent::grounds,
    error::Result,
    operation::{
        Operation,
        gate::{self, Gated},
    },
    participation::{Participation, ParticipationConnection, participations_of_person},
    policy::{ConsentFact, Field, FieldQuestion, Relation},
    profile::{self, ParticipantProfile},
    relay::{
        ActionName, Noun, PageArgs, Pages, Permission,
        access::{access, list},
        answer, global_id, permissions, version_in,
    },
    store::Level,
};

/// A person, as one agency knows them.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Person {
    #[graphql(skip)]
    pub(crate) key: PersonId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    parts: Arc<Pages<Entity, Participation>>,
    #[graphql(skip)]
    profiles: Arc<Level<PersonId, ParticipantProfile>>,
    /// What the reader is to the person; each field asks with it.
    #[graphql(skip)]
    reader: FieldQuestion,
    /// Name in law; for the person, and for owners and facilitators of projects the person is in.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    legal_name: Gated<Personal<String>>,
    /// Name the person goes by. Read by the person, and by owners and facilitators of projects the person is in; with the
    /// person's consent by whoever may know of the person, to name them in public or to the partner they agreed to.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin, Purpose::PublicAttribution, Purpose::ShareWithPartner])))]
    display_name: Gated<Personal<String>>,
    /// Address; for the person, for facilitators, and with consent to news for staff who write them; never to be filtered
    /// or searched by.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin, Purpose::ContactNews])))]
    email: Gated<Personal<String>>,
    /// Language the person prefers to be written to in. Read by the person.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    language: Gated<Personal<LanguageTag>>,
}

#[ComplexObject]
impl Person {
    /// Global id, different in each tenant.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Where the person takes part, in projects that you may know of; for the person and the data steward.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn participations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ParticipationConnection> {
        let field = Field::PersonParticipations;
        if !gate::may_read(ctx, &FieldQuestion { field, ..self.reader }) {
            return None;
        }
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(
            ctx,
            None,
            participations_of_person(ctx, self.key, &self.parts, &args).await,
        )
    }

    /// What the person told for statistics; for the person, and for the data steward, who gets of it what is not told as
    /// statistics alone.
    #[graphql(directive = access::apply(AccessClass::Sensitive, Some(vec![Purpose::Representativeness])))]
    async fn profile(&self, ctx: &Context<'_>) -> Option<ParticipantProfile> {
        // Each of its attributes asks for its own consent.
        let each = Some((Purpose::Representativeness, ConsentFact::NotAsked));
        let field = Field::PersonProfile;
        if !gate::may_read(ctx, &FieldQuestion { field, ..self.reader }.consenting(each)) {
            return None;
        }
        let profile = answer(ctx, None, profile::at_level(ctx, &self.profiles, self.key).await).flatten();
        Some(profile?.read_in(self.reader.project))
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
        let own = self.reader.facts.relations.contains(Relation::Itself);
        answer(
            ctx,
            None,
            permissions(ctx, actions.as_deref(), &ActedPerson::known(own)),
        )
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

impl Person {
    /// What the person says to the declared purpose, for a field that leads here.
    pub(crate) const fn said(&self) -> Option<(Purpose, ConsentFact)> {
        self.reader.consent
    }

    /// The same person, read in this project: for the record of that.
    #[must_use]
    pub(crate) fn read_in(self, project: Option<ProjectId>) -> Self {
        Self {
            reader: self.reader.read_in(project),
            legal_name: self.legal_name.read_in(project),
            display_name: self.display_name.read_in(project),
            email: self.email.read_in(project),
            language: self.language.read_in(project),
            ..self
        }
    }

    fn of(
        row: Model,
        reader: FieldQuestion,
        parts: Arc<Pages<Entity, Participation>>,
        profiles: Arc<Level<PersonId, ParticipantProfile>>,
    ) -> Self {
        let ask = |field| FieldQuestion { field, ..reader };
        let is_own = reader.facts.relations.contains(Relation::Itself);
        Self {
            key: row.id,
            // To others the version would tell of every change of what they may not read (T40).
            seen: if is_own { row.version } else { 0 },
            parts,
            profiles,
            reader,
            legal_name: Gated::new(row.legal_name, ask(Field::PersonLegalName)),
            display_name: Gated::new(row.display_name, ask(Field::PersonDisplayName)),
            email: Gated::new(row.email, ask(Field::PersonEmail)),
            language: Gated::new(row.language, ask(Field::PersonLanguage)),
        }
    }
}

/// The nouns of rows, with the reader's relation to each: a few statements, whatever the number.
async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Person>> {
    let tx = operation.snapshot().await?;
    let known: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
    let relations = relations(&tx, &known).await?;
    let grounds = grounds(operation, &tx, &known).await?;
    let roles = tx.actor().roles();
    let (profiles, parts) = (Level::of(known.iter().copied()), Pages::of(known));
    Ok(rows
        .into_iter()
        .zip(relations)
        .map(|(row, (relation, project_roles))| {
            let said = grounds.as_ref();
            let question = FieldQuestion::of(Field::PersonLegalName, roles)
                .about(DataSubject::Person(row.id))
                .related(relation)
                .in_project(project_roles)
                .consenting(said.map(|grounds| grounds.fact(row.id, &row.standing_consents, None)));
            Person::of(row, question, Arc::clone(&parts), Arc::clone(&profiles))
        })
        .collect())
}

impl Noun for Person {
    type Entity = Entity;

    fn key(&self) -> PersonId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[PersonId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
