//! A length of time in whole days, weeks, months and years.

use std::str::FromStr;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use sea_orm::DeriveValueType;

use crate::scalar::Flaw;

/// A length of time in the calendar (ISO 8601), such as `P24M`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, DeriveValueType)]
pub struct Period(String);

const FLAW: Flaw = "The length of time is not like P24M, P90D or P1Y6M, of at most 100 years.";

impl Period {
    /// The length as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its months, and the days beside them.
    #[must_use]
    pub fn months_and_days(&self) -> (u32, u32) {
        parts(&self.0).unwrap_or_default()
    }
}

/// Months and days of a length, at least one of them and at most a hundred years.
fn parts(text: &str) -> Option<(u32, u32)> {
    let mut rest = text.strip_prefix('P').filter(|rest| !rest.is_empty())?;
    let (mut months, mut days) = (0_u32, 0_u32);
    for (unit, in_months, in_days) in [('Y', 12, 0), ('M', 1, 0), ('W', 0, 7), ('D', 0, 1)] {
        let Some((number, after)) = rest.split_once(unit) else {
            continue;
        };
        if number.is_empty() || number.len() > 5 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u32 = number.parse().ok()?;
        months = months.checked_add(number.checked_mul(in_months)?)?;
        days = days.checked_add(number.checked_mul(in_days)?)?;
        rest = after;
    }
    let fits = months <= 1200 && days <= 36_525 && (months > 0 || days > 0);
    (rest.is_empty() && fits).then_some((months, days))
}

impl FromStr for Period {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        parts(text).map(|_| Self(text.to_owned())).ok_or(FLAW)
    }
}

/// A length of time (ISO 8601) in years, months, weeks and days, such as P24M or P90D.
#[Scalar(
    name = "Duration",
    specified_by_url = "https://scalars.graphql.org/chillicream/duration.html"
)]
impl ScalarType for Period {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => text.parse().map_err(InputValueError::custom),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_length_of_time_is_in_months_and_days() {
        for (text, expected) in [
            ("P1M", (1, 0)),
            ("P24M", (24, 0)),
            ("P1Y6M2W3D", (18, 17)),
            ("P90D", (0, 90)),
            ("P100Y", (1200, 0)),
        ] {
            assert_eq!(text.parse::<Period>().unwrap().months_and_days(), expected, "{text}");
        }
        for bad in [
            "", "P", "P0D", "1M", "P1H", "PT1H", "P-1M", "P1M1Y", "P101Y", "P1.5Y", "p1m", "P1M ",
        ] {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }
}
