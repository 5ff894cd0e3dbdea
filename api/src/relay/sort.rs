//! In which order a reader gets a list: what it is ordered by tells what stands there, so that whoever may not have that gets
//! another order, or is refused the one they ask for.

use async_graphql::Context;
use entity::{ENTITIES, subject::DataSubject};
use sea_orm::{EntityTrait, IdenStatic};

use super::operation;
use crate::{
    error::{Fault, Result},
    operation::gate,
    policy::{Field, FieldQuestion},
    store::Key,
};

/// The argument that asks for an order.
const ARGUMENT: &str = "orderBy";

/// What a list is ordered by: a column, and the field that tells what stands there where that is not public.
#[derive(Clone, Copy)]
pub struct Sort<C> {
    key: Key<C>,
    field: Option<Field>,
}

impl<C> Sort<C> {
    /// By a public column.
    #[must_use]
    pub const fn public(column: C, descending: bool) -> Self {
        Self {
            key: Key { column, descending },
            field: None,
        }
    }

    /// By a column that is not public: who may read this field may have the order.
    #[must_use]
    pub const fn told_by(field: Field, column: C, descending: bool) -> Self {
        Self {
            key: Key { column, descending },
            field: Some(field),
        }
    }
}

impl<C: Copy> Sort<C> {
    /// The order for who asks `question` of the list: this one where its field is open to them, for the purpose that they
    /// declare. Elsewhere it is refused (`FILTER_FORBIDDEN`) where the document asks for it, and the list is in the order of
    /// its ids, which tell no time, where it does not.
    pub fn for_reader(self, ctx: &Context<'_>, question: &FieldQuestion) -> Result<Sorted<C>> {
        let Some(field) = self.field else {
            return Ok(self.into());
        };
        let operation = operation(ctx)?;
        let question = FieldQuestion { field, ..*question };
        let is_open = if ctx.item.node.get_argument(ARGUMENT).is_some() {
            gate::may_order(operation, &question, ARGUMENT)?;
            true
        } else {
            gate::is_open(operation, &question)
        };
        Ok(if is_open {
            Sorted {
                keys: vec![self.key],
                told: Told::Open,
            }
        } else {
            Sorted {
                keys: Vec::new(),
                told: Told::Withheld,
            }
        })
    }

    /// Whether who asks `question` of a field may have the order, where the field answers what stands first in it and nothing
    /// else; the refusal is noted if not.
    #[must_use]
    pub fn is_told(self, ctx: &Context<'_>, question: &FieldQuestion) -> bool {
        self.field.is_none_or(|field| {
            let question = FieldQuestion { field, ..*question };
            gate::may_read(ctx, &question.about(DataSubject::Nobody))
        })
    }

    /// What the store orders by, for who asked [`Self::is_told`] before.
    #[must_use]
    pub const fn key(self) -> Key<C> {
        self.key
    }
}

/// Whom what a list is ordered by was found to be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Everybody: its columns are public.
    Public,
    /// This reader, to whom the field is open.
    Open,
    /// Others: the reader gets the order of the ids.
    Withheld,
}

/// The order in which a reader gets a list; ties go by id.
pub struct Sorted<C> {
    keys: Vec<Key<C>>,
    told: Told,
}

impl<C> Sorted<C> {
    /// By the ids alone, whoever reads it.
    #[must_use]
    pub const fn by_ids() -> Self {
        Self {
            keys: Vec::new(),
            told: Told::Public,
        }
    }

    /// What sets the list apart from the same one in the order that it has for others, whose cursors do not fit it.
    pub(super) const fn mark(&self) -> Option<&'static str> {
        match self.told {
            Told::Public | Told::Open => None,
            Told::Withheld => Some("by id"),
        }
    }

    /// What the store orders the rows of `E` by.
    pub(super) fn keys<E>(&self) -> Result<&[Key<C>]>
    where
        E: EntityTrait<Column = C>,
        C: IdenStatic,
    {
        // INVARIANT: what is not public orders nothing before its field was asked.
        if self.told == Told::Public && self.keys.iter().any(|key| is_sealed::<E>(key.column)) {
            return Err(Fault::logged("a list is ordered by what is not public, and no field was asked").into());
        }
        Ok(&self.keys)
    }
}

impl<C> From<Sort<C>> for Sorted<C> {
    fn from(sort: Sort<C>) -> Self {
        [sort].into()
    }
}

impl<C, const N: usize> From<[Sort<C>; N]> for Sorted<C> {
    /// By public columns, one after the other.
    fn from(sorts: [Sort<C>; N]) -> Self {
        Self {
            keys: sorts.into_iter().map(|sort| sort.key).collect(),
            told: Told::Public,
        }
    }
}

/// Whether a column of `E` is declared not to be public.
fn is_sealed<E: EntityTrait>(column: E::Column) -> bool {
    let (table, column) = (E::default().table_name(), column.as_str());
    let declared = ENTITIES.iter().filter(|declared| declared.table == table);
    let mut sealed = declared.flat_map(|declared| declared.sealed);
    sealed.any(|sealed| sealed.name == column)
}

#[cfg(test)]
mod tests {
    use entity::{contribution, membership, participation};

    use super::*;

    #[test]
    fn what_is_not_public_orders_nothing_before_its_field_was_asked() {
        let public = Sorted::from(Sort::public(contribution::Column::CreatedAt, true));
        assert_eq!(public.keys::<contribution::Entity>().map(<[_]>::len).ok(), Some(1));
        let forgotten = Sorted::from(Sort::public(participation::Column::JoinedOn, true));
        assert!(forgotten.keys::<participation::Entity>().is_err());
        let unasked = Sort::told_by(Field::MembershipCreatedAt, membership::Column::CreatedAt, true);
        assert!(Sorted::from(unasked).keys::<membership::Entity>().is_err());
        let by_ids = Sorted::<membership::Column>::by_ids();
        assert_eq!(by_ids.keys::<membership::Entity>().map(<[_]>::len).ok(), Some(0));
    }
}
