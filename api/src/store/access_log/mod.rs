//! Who read whose personal data: kept before an answer leaves, and later laid out for those it is about.
//!
//! One row holds what one operation read, packed, because a row for each value would cost far more than the read. The rows
//! of all operations that wait are written together. [`Store::unfold_access`] turns them into
//! [`entity::access_log_entry`], equal ones of an hour into one, and [`Store::alert_of_spread`] tells of who asked for the data
//! of many.

mod alerts;
mod disclosed;
mod fold;
mod packed;
mod spread;
mod subjects;
mod uncounted;
mod unfold;
mod writer;

use chrono::{DateTime, Utc};
use entity::{
    access_log_entry,
    id::{ClientId, MembershipId, ProjectId, TenantId},
    legal_hold,
    subject::DataSubject,
    vocabulary::{Purpose, ReaderRole},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

pub use disclosed::Disclosed;
pub(super) use uncounted::{Earliest, Uncounted};
pub(super) use writer::AccessLog;

use super::{Store, Tx, fault, visible::of_tenant};
use crate::error::{Code, Result};

/// What one operation read, or tried to read, of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRecord {
    /// The agency.
    pub tenant: TenantId,
    /// Its id.
    pub id: Uuid,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Who read, where it was a person.
    pub membership: Option<MembershipId>,
    /// Who read, where it was a program.
    pub client: Option<ClientId>,
    /// What for.
    pub purpose: Option<Purpose>,
    /// What: each once.
    pub accesses: Vec<Access>,
}

/// A field of somebody, read or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Access {
    /// Schema coordinate of the field.
    pub field: &'static str,
    /// Why it was refused; none where it was shown.
    pub code: Option<Code>,
    /// In which role.
    pub role: ReaderRole,
    /// In which project; none outside of projects.
    pub project: Option<ProjectId>,
    /// Whose data it was.
    pub subject: DataSubject,
}

/// The entries that whose data was read is told of: those about a legal hold on them once it is lifted (GDPR article
/// 23(1)(d)).
#[must_use]
pub fn told_by_now(tenant: TenantId) -> Condition {
    use access_log_entry::Column;
    let lifted = legal_hold::Entity::find()
        .select_only()
        .column(legal_hold::Column::Id)
        .filter(of_tenant::<legal_hold::Entity>(tenant))
        .filter(legal_hold::Column::LiftedAt.is_not_null())
        .into_query();
    Condition::any()
        .add(Column::HoldId.is_null())
        .add(Column::HoldId.in_subquery(lifted))
}

/// A row and another that it leads to.
#[derive(Clone, Copy, FromQueryResult)]
struct Pair {
    id: Uuid,
    other: Uuid,
}

impl Tx {
    /// What a select finds that carries the tenant itself.
    async fn found<T: FromQueryResult>(&self, select: &SelectStatement) -> Result<Vec<T>> {
        let statement = self.connection().get_database_backend().build(select);
        let found = T::find_by_statement(statement).all(self.connection()).await;
        found.map_err(|error| fault::of(&error))
    }
}

impl Store {
    /// Keeps a record; when this returns it outlives the process. Without that the answer must not leave (T143).
    pub async fn keep_access(&self, record: &AccessRecord) -> Result<()> {
        self.access_log().keep(record).await
    }

    /// Of how many alerts this process told audit logs.
    #[must_use]
    pub fn alerts(&self) -> u64 {
        self.access_log().alerts()
    }

    /// Says that records of this agency are left.
    pub fn unfold_later(&self, tenant: TenantId) {
        self.access_log().touch(tenant);
    }

    /// Agencies of which this process keeps records that nobody unfolded yet, or laid out some that nobody counted.
    #[must_use]
    pub fn accesses_to_unfold(&self) -> Vec<TenantId> {
        let mut agencies = self.access_log().touched();
        agencies.extend(self.access_log().uncounted().agencies());
        agencies.sort_unstable();
        agencies.dedup();
        agencies
    }

    /// Since when there are reads of the agency that this process laid out and nobody counted. Whoever asks counts them, or
    /// says that it did not.
    #[must_use]
    pub fn accesses_to_count(&self, tenant: TenantId) -> Option<DateTime<Utc>> {
        self.access_log().uncounted().take(tenant)
    }

    /// Says that what was read since `first` was not counted.
    pub fn count_later(&self, tenant: TenantId, first: Option<DateTime<Utc>>) {
        self.access_log().uncounted().add(tenant, first);
    }
}
