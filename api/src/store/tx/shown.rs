//! Which rows a snapshot has shown to its actor: who was found to know of a row knows of what hangs on it.

use std::{
    any::TypeId,
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use sea_orm::{IdenStatic as _, ModelTrait as _, Value};
use uuid::Uuid;

use crate::store::{Tx, Visible};

/// An entity, and the id of a row.
type Row = (TypeId, Uuid);

/// The rows that came under their rule.
#[derive(Default)]
pub(super) struct Shown(Mutex<HashSet<Row>>);

impl Shown {
    fn rows(&self) -> MutexGuard<'_, HashSet<Row>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tx {
    /// Notes rows that their rule let the actor know of. A transaction that writes notes none: the next of its statements may
    /// find others, a snapshot does not.
    pub(in crate::store) fn note_shown<E: Visible>(&self, rows: &[E::Model]) {
        if !E::HOLDS || self.writes() {
            return;
        }
        let ids = rows.iter().filter_map(|row| match row.get(E::ID) {
            Value::Uuid(Some(id)) => Some((TypeId::of::<E>(), id)),
            _ => None,
        });
        self.shown.rows().extend(ids);
    }

    /// Whether the snapshot has shown all rows with these ids, and who knows of them knows of the rows of `E` that name them in
    /// this column.
    pub(in crate::store) fn has_shown<E: Visible>(&self, column: E::Column, ids: &[Uuid]) -> bool {
        let Some(outer) = E::outer().filter(|outer| outer.column == column.as_str()) else {
            return false;
        };
        let shown = self.shown.rows();
        ids.iter().all(|id| shown.contains(&(outer.entity, *id)))
    }
}
