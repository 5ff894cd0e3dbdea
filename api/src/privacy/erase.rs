//! Erasure by request (GDPR article 17).

use entity::{
    data_subject_request::{ActiveModel, Column, Entity},
    id::{DataSubjectRequestId, PersonId},
    membership,
    set::Set as Roles,
    vocabulary::{
        DataSubjectRequestState::{self, PartlyFulfilled},
        DataSubjectRight, MembershipState, Purpose, TenantRole,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, Iterable,
    sea_query::{Expr, ExprTrait},
};

use super::{
    ask::{Outcome, note},
    handle::Held,
    lifecycle::is_answered,
    overwrite::{overwrite, remains},
};
use crate::{
    clock::Clock,
    error::{Code, Refusal, Result},
    operation::{Operation, gate::Duty},
    participation::keep_owners_without,
    store::Tx,
};

/// Erases the person who asked, as far as the law lets it.
pub(super) async fn carry_out(operation: &Operation, held: Held<'_>) -> Result<DataSubjectRequestId> {
    let wanted = held.let_go();
    // Records of reads find the person while there is one.
    operation.release().await;
    let tenant = operation.actor()?.tenant;
    operation.store().unfold_access(tenant, operation.clock()).await?;
    let held = match wanted.hold(operation).await? {
        Ok(held) => held,
        Err(done) => return Ok(done),
    };
    let person = *Duty::DecideAction.open(&held.row.person_id);
    take_out(&held.tx, operation.clock(), person).await?;
    let outcomes = after_erasure(operation.store().overwrites());
    note(&held.tx, operation.clock(), (held.row.id, person), outcomes).await?;
    let change = ActiveModel {
        state: Set(PartlyFulfilled),
        ..Default::default()
    };
    let done = held.take(operation, change).await?;
    operation.release().await;
    overwrite(operation.store(), &[tenant]).await;
    Ok(done)
}

/// Takes a person out of the agency, unless a hold keeps them or agency or project would be lost without them.
pub(super) async fn take_out(tx: &Tx, clock: &Clock, person: PersonId) -> Result<()> {
    // A person before their parts, as every verb of theirs holds them.
    tx.lock_person(person).await?;
    refuse_held(tx, person).await?;
    keep_an_administrator(tx, person).await?;
    keep_owners_without(tx, person).await?;
    tx.erase(person, clock).await
}

/// Answers the requests of a person, who was taken out, to be so.
pub(super) async fn answer_open(tx: &Tx, clock: &Clock, person: PersonId, overwrites: bool) -> Result<()> {
    let open = DataSubjectRequestState::iter().filter(|state| !is_answered(*state));
    let asked = Condition::all()
        .add(Column::PersonId.eq(person))
        .add(Column::UsedRight.eq(DataSubjectRight::Erasure))
        .add(Column::State.is_in(open));
    for row in tx.lock_all::<Entity>(asked).await? {
        note(tx, clock, (row.id, person), after_erasure(overwrites)).await?;
        let change = ActiveModel {
            state: Set(PartlyFulfilled),
            version: Set(row.version + 1),
            ..Default::default()
        };
        tx.update::<Entity>(row.id.uuid(), change).await?;
    }
    Ok(())
}

/// Refuses to take away what a legal hold keeps.
pub(super) async fn refuse_held(tx: &Tx, person: PersonId) -> Result<()> {
    if !tx.is_held(person).await? {
        return Ok(());
    }
    let refusal = Refusal::new(Code::OnLegalHold, "A legal hold keeps data of the person.");
    let hint = "Refuse the request with article 17(3)(e), or extend it until the hold is lifted.";
    Err(refusal.hint(hint).into())
}

/// What an erasure does, what stays by law, and what of it the files of the database may hold still.
fn after_erasure(overwrites: bool) -> Vec<Outcome> {
    let kept = |purpose, because: &str| Outcome {
        purpose: Some(purpose),
        kept: Some(Code::RightNotApplicable),
        because: Some(because.to_owned()),
        reason: None,
    };
    let participation = "Names, address, words and answers are taken out: nobody reads, finds or takes them along any more. \
                         Where your words stood, a mark without them keeps the thread and the counts (GDPR article 17(1)).";
    vec![
        Outcome {
            purpose: Some(Purpose::ParticipationAdmin),
            kept: None,
            because: Some(participation.to_owned()),
            reason: None,
        },
        kept(
            Purpose::LegalRecord,
            "That a request was made and how it was answered, and what was decided, is kept without your name (GDPR article \
             17(3)(b)).",
        ),
        kept(
            Purpose::SecurityAudit,
            "Who read data, and when, is kept without your name (GDPR articles 5(2) and 17(3)(b)).",
        ),
        remains(overwrites),
    ]
}

/// An agency cannot lose its last administrator, not even to an erasure.
async fn keep_an_administrator(tx: &Tx, person: PersonId) -> Result<()> {
    use membership::Column;
    let administrator = Roles::EMPTY.with(TenantRole::Administrator);
    let active = Condition::all()
        .add(Column::State.eq(MembershipState::Active))
        .add(Expr::col(Column::Roles).bit_and(administrator.bits()).ne(0));
    let left = tx.lock_all::<membership::Entity>(active).await?;
    if left
        .iter()
        .any(|row| *Duty::DecideAction.open(&row.person_id) != person)
    {
        return Ok(());
    }
    let refusal = Refusal::new(Code::LastAdministrator, "The agency would lose its last administrator.");
    Err(refusal.hint("Make somebody else an administrator first.").into())
}
