//! What somebody knows of by an office, such as the data protection officer's.

use entity::vocabulary::TenantRole;
use sea_orm::{ColumnTrait, Condition};

use crate::actor::{Actor, Person};

/// The rows that one of these offices opens to who holds it; none where the actor holds none of them.
///
/// Who holds an office learns nothing by it of what is about themselves: a row that `others` leaves out they know of where
/// everybody does whom it is about. What of such a row is for the office alone, `policies/fields/office.cedar` closes.
#[must_use]
pub fn by_office(actor: &Actor, offices: &[TenantRole], others: impl FnOnce(Person) -> Condition) -> Option<Condition> {
    let holder = actor.person()?;
    let holds = offices.iter().any(|office| holder.roles.contains(*office));
    holds.then(|| others(holder))
}

/// Rows in which this column names somebody else than this person, or nobody.
#[must_use]
pub fn of_others<C: ColumnTrait>(column: C, person: Person) -> Condition {
    Condition::any().add(column.is_null()).add(column.ne(person.person))
}
