//! A set of enumeration values in one integer column: bit `n` stands for the `n`th value.

use std::{fmt, marker::PhantomData};

use sea_orm::{
    ColIdx, ColumnType, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ValueType, ValueTypeErr},
};

use crate::vocabulary::{EngagementMethod, PhaseType, ProjectRole, Purpose, Sector, ServiceChannel, TenantRole};

/// What can stand in a [`Set`]. The order of `ALL` is stored: add at the end only.
pub trait Member: Copy + Eq + 'static {
    /// Every value, at most 31.
    const ALL: &'static [Self];
}

impl Member for TenantRole {
    const ALL: &'static [Self] = &[
        Self::Administrator,
        Self::Staff,
        Self::DataSteward,
        Self::DataProtectionOfficer,
        Self::Auditor,
        Self::Member,
    ];
}
impl Member for ProjectRole {
    const ALL: &'static [Self] = &[
        Self::Owner,
        Self::Facilitator,
        Self::Deliverer,
        Self::Participant,
        Self::Assessor,
        Self::Observer,
    ];
}
impl Member for Purpose {
    const ALL: &'static [Self] = &[
        Self::ParticipationAdmin,
        Self::LegalRecord,
        Self::SecurityAudit,
        Self::Representativeness,
        Self::RepresentativenessSpecial,
        Self::PublicAttribution,
        Self::ContactNews,
        Self::ShareWithPartner,
        Self::Research,
        Self::Evaluation,
    ];
}
impl Member for PhaseType {
    const ALL: &'static [Self] = &[
        Self::CoCommissioning,
        Self::CoDesign,
        Self::CoDelivery,
        Self::CoAssessment,
    ];
}
impl Member for Sector {
    const ALL: &'static [Self] = &[Self::State, Self::Economy, Self::Society];
}
impl Member for ServiceChannel {
    const ALL: &'static [Self] = &[
        Self::Web,
        Self::App,
        Self::Counter,
        Self::Phone,
        Self::Post,
        Self::HomeVisit,
    ];
}
impl Member for EngagementMethod {
    const ALL: &'static [Self] = &[
        Self::InformationAndData,
        Self::OpenMeeting,
        Self::PublicConsultation,
        Self::OpenInnovation,
        Self::CitizenScience,
        Self::CivicMonitoring,
        Self::ParticipatoryBudgeting,
        Self::DeliberativeProcess,
    ];
}

/// A set of `T`.
pub struct Set<T> {
    bits: i32,
    member: PhantomData<fn() -> T>,
}

impl<T: Member> Set<T> {
    /// The set of nothing.
    pub const EMPTY: Self = Self::of_bits(0);

    const fn of_bits(bits: i32) -> Self {
        Self {
            bits,
            member: PhantomData,
        }
    }

    /// The bits as they are stored; for conditions on the column.
    #[must_use]
    pub const fn bits(self) -> i32 {
        self.bits
    }

    /// Whether `value` is in it.
    #[must_use]
    pub fn contains(self, value: T) -> bool {
        self.bits & bit(value) != 0
    }

    /// The set with `value` in it.
    #[must_use]
    pub fn with(self, value: T) -> Self {
        Self::of_bits(self.bits | bit(value))
    }

    /// The set without `value`.
    #[must_use]
    pub fn without(self, value: T) -> Self {
        Self::of_bits(self.bits & !bit(value))
    }

    /// Whether every value of it is in `other`.
    #[must_use]
    pub const fn is_within(self, other: Self) -> bool {
        self.bits & !other.bits == 0
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// Its values in the order of the enumeration.
    pub fn iter(self) -> impl Iterator<Item = T> {
        T::ALL.iter().copied().filter(move |value| self.contains(*value))
    }
}

fn bit<T: Member>(value: T) -> i32 {
    T::ALL
        .iter()
        .position(|member| *member == value)
        .map_or(0, |place| 1 << place)
}

impl<T: Member> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        values.into_iter().fold(Self::EMPTY, Self::with)
    }
}
impl<T> Clone for Set<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Set<T> {}
impl<T> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}
impl<T> Eq for Set<T> {}
impl<T: Member + fmt::Debug> fmt::Debug for Set<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
impl<T> From<Set<T>> for Value {
    fn from(set: Set<T>) -> Self {
        set.bits.into()
    }
}
impl<T: Member> TryGetable for Set<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        i32::try_get_by(row, index).map(Self::of_bits)
    }
}
impl<T: Member> ValueType for Set<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <i32 as ValueType>::try_from(value).map(Self::of_bits)
    }
    fn type_name() -> String {
        "Set".to_owned()
    }
    fn array_type() -> ArrayType {
        i32::array_type()
    }
    fn column_type() -> ColumnType {
        i32::column_type()
    }
}

impl<T: Member + async_graphql::InputType + async_graphql::OutputType> async_graphql::OutputType for Set<T> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        std::borrow::Cow::Owned(format!("[{}]", <T as async_graphql::OutputType>::qualified_type_name()))
    }

    fn qualified_type_name() -> String {
        format!("[{}]!", <T as async_graphql::OutputType>::qualified_type_name())
    }

    fn create_type_info(registry: &mut async_graphql::registry::Registry) -> String {
        <T as async_graphql::OutputType>::create_type_info(registry);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        _: &async_graphql::ContextSelectionSet<'_>,
        _: &async_graphql::Positioned<async_graphql::parser::types::Field>,
    ) -> async_graphql::ServerResult<async_graphql::Value> {
        Ok(async_graphql::Value::List(
            self.iter().map(|value| value.to_value()).collect(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_and_keeps_the_order_of_the_enumeration() {
        let set: Set<TenantRole> = [TenantRole::Member, TenantRole::Administrator].into_iter().collect();
        assert_eq!(set.bits(), 0b10_0001);
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [TenantRole::Administrator, TenantRole::Member]
        );
        assert!(set.without(TenantRole::Member).is_within(set));
        assert!(!set.is_within(Set::EMPTY.with(TenantRole::Member)));
    }
}
