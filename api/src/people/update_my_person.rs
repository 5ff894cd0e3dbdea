//! Changes one's own names and language.

use async_graphql::{Context, InputObject, Object};
use entity::{
    person::{ActiveModel, DECLARATION, Entity},
    scalar::LanguageTag,
    vocabulary::AccessClass,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::{ActedPerson, Person};
use crate::{
    consent,
    error::{Code, Refusal, Result},
    operation::{Operation, gate::Duty, may},
    policy::{Action, ActionQuestion},
    relay::{Faults, Given, Noun, access::access, answer, check_version, claim, differs, operation},
    store::{Event, Going},
};

/// What updateMyPerson needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateMyPersonInput {
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New name in law, 1 to 200 characters.
    pub legal_name: Option<String>,
    /// New name to go by, 1 to 100 characters.
    pub display_name: Option<String>,
    /// New preferred language.
    pub language: Option<Given<LanguageTag>>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdateMyPersonPayload, "updateMyPerson", person: Person, "person");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "PeopleMutations")]
impl Mutations {
    /// Changes your own names and language in this tenant.
    /// Codes: `FORBIDDEN`, `CONFLICT`.
    /// ```graphql
    /// mutation { updateMyPerson(input: {version: "v8k2f0", displayName: "Vera"}) { person { id } } }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_my_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateMyPersonInput,
    ) -> UpdateMyPersonPayload {
        UpdateMyPersonPayload {
            person: answer(ctx, Some("person"), update(ctx, input).await),
        }
    }
}

async fn update(ctx: &Context<'_>, input: UpdateMyPersonInput) -> Result<Person> {
    let operation: &Operation = operation(ctx)?;
    let mut faults = Faults::default();
    let legal_name = faults.optional_line("legalName", input.legal_name.as_deref(), 1, 200);
    let display_name = faults.optional_line("displayName", input.display_name.as_deref(), 1, 100);
    let language = faults.read("language", input.language.as_ref());
    let claim = claim(
        operation,
        &mut faults,
        "updateMyPerson",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let question = ActionQuestion::of(Action::UpdateMyPerson, tx.actor().roles());
    let may = may::permit(operation, question, ActedPerson::of_actor(tx.actor()))?;
    let Some(actor) = tx.actor().person() else {
        return Err(Refusal::not_found().into());
    };
    let row = tx.lock::<Entity>(actor.person.uuid()).await?;
    if tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        drop(tx);
        return read(operation, row.id).await;
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    if let Some(name) = &display_name {
        consent::name_in_public(&tx, operation.clock(), row.id, Some(name)).await?;
    }
    let duty = Duty::DecideAction;
    let renamed = [
        (differs(legal_name.as_ref(), duty.open(&row.legal_name)), "legal_name"),
        (
            differs(display_name.as_ref(), duty.open(&row.display_name)),
            "display_name",
        ),
    ];
    let going: Vec<&'static str> = renamed
        .iter()
        .filter(|(goes, _)| *goes)
        .map(|(_, column)| *column)
        .collect();
    if going.is_empty() && !differs(language.as_ref(), duty.open(&row.language)) {
        tx.finish_quietly(operation.clock(), row.id.uuid(), claim.as_ref())
            .await?;
        return read(operation, row.id).await;
    }
    tx.keep_for_holds(
        &DECLARATION,
        Going::Columns(&going),
        &[row.id.uuid()],
        operation.clock(),
    )
    .await?;
    tx.update::<Entity>(
        row.id.uuid(),
        ActiveModel {
            legal_name: legal_name.map_or(NotSet, |name| Set(name.into())),
            display_name: display_name.map_or(NotSet, |name| Set(name.into())),
            language: language.map_or(NotSet, |tag| Set(tag.into())),
            version: Set(row.version + 1),
            ..Default::default()
        },
    )
    .await?;
    tx.finish(
        operation.clock(),
        Event {
            kind: "person.changed",
            object: row.id.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    read(operation, row.id).await
}

async fn read(operation: &Operation, id: entity::id::PersonId) -> Result<Person> {
    Person::find(operation, id)
        .await?
        .ok_or_else(|| Refusal::new(Code::NotFound, "You left the agency.").into())
}
