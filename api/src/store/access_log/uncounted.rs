//! From when on reads were laid out that nobody counted yet, whoever laid them out.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use entity::id::TenantId;

/// Of each agency when the earliest of such reads was.
#[derive(Clone, Default)]
pub(in crate::store) struct Uncounted(Arc<Mutex<BTreeMap<TenantId, DateTime<Utc>>>>);

impl Uncounted {
    /// Has reads from `first` on be counted, if there are some.
    pub(in crate::store) fn add(&self, tenant: TenantId, first: Option<DateTime<Utc>>) {
        let Some(first) = first else { return };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let earliest = all.entry(tenant).or_insert(first);
        *earliest = first.min(*earliest);
    }

    /// Since when there are some of this agency; whoever asks counts them, or adds them again.
    pub(super) fn take(&self, tenant: TenantId) -> Option<DateTime<Utc>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&tenant)
    }

    /// The agencies of which there are some.
    pub(super) fn agencies(&self) -> Vec<TenantId> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.keys().copied().collect()
    }
}

/// When the earliest of the reads was that a transaction lays out.
#[derive(Default)]
pub(in crate::store) struct Earliest(Mutex<Option<DateTime<Utc>>>);

impl Earliest {
    /// Reads from `first` on are laid out too, if there are some.
    pub(super) fn with(&self, first: Option<DateTime<Utc>>) {
        let mut earliest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *earliest = first.into_iter().chain(*earliest).min();
    }

    /// When it was; none where nothing is laid out.
    pub(in crate::store) fn get(&self) -> Option<DateTime<Utc>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use entity::id::Id;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_was_laid_out_first_is_kept_until_it_is_taken_and_once_more_where_it_was_not_counted() {
        let (uncounted, tenant) = (Uncounted::default(), Id::from_uuid(Uuid::from_u128(1)));
        let later = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::hours(1);
        let earliest = Earliest::default();
        earliest.with(None);
        uncounted.add(tenant, earliest.get());
        assert_eq!(uncounted.take(tenant), None);

        for first in [later, DateTime::UNIX_EPOCH, later] {
            earliest.with(Some(first));
            uncounted.add(tenant, Some(first));
        }
        assert_eq!(earliest.get(), Some(DateTime::UNIX_EPOCH));
        assert_eq!(uncounted.agencies(), [tenant]);
        let taken = uncounted.take(tenant);
        assert_eq!((taken, uncounted.agencies().len()), (earliest.get(), 0));

        uncounted.add(tenant, Some(later));
        uncounted.add(tenant, taken);
        assert_eq!(uncounted.take(tenant), taken);
    }
}
