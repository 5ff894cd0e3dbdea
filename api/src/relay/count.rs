//! A number of people, as every noun shows it.

use async_graphql::{SimpleObject, Value, parser::types::Field, resolver_utils::enum_value};
use entity::vocabulary::{AccessClass, StatisticStatus};

use super::{AtHand, access::access};
use crate::statistics::Statistic;

/// A number of people, or of what people did, after disclosure control.
#[derive(Clone, Copy, Debug, SimpleObject)]
#[graphql(serial)]
pub struct Count {
    /// The number; null unless the status is PUBLISHED.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    value: Option<i32>,
    /// Whether the number is shown.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    status: StatisticStatus,
}

impl From<Statistic<u32>> for Count {
    fn from(number: Statistic<u32>) -> Self {
        Self {
            value: number.value().map(|value| i32::try_from(*value).unwrap_or(i32::MAX)),
            status: number.status(),
        }
    }
}

impl AtHand for Count {
    fn at_hand(&self, field: &Field) -> Option<Value> {
        match field.name.node.as_str() {
            "value" => Some(self.value.map_or(Value::Null, Value::from)),
            "status" => Some(enum_value(self.status)),
            _ => None,
        }
    }
}
