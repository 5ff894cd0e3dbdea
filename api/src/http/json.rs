//! Reads JSON without forgiveness: within a depth and a number of values, and no key twice (T119, T135, T136).

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Limits;
use crate::error::{Code, Refusal};

/// Why a reading ended that is of JSON for all that the reader knows.
#[derive(Clone, Copy)]
enum Ended {
    TooDeep,
    TooMany,
    KeyTwice,
}

/// The value that a text is, within limits.
pub(super) fn json(text: &str, limits: &Limits) -> Result<Value, Refusal> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let (left, ended) = (Cell::new(limits.json_values), Cell::new(None));
    let value = Strict {
        depth: limits.json_depth,
        left: &left,
        ended: &ended,
    }
    .deserialize(&mut reader);
    value.and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let at = format!("line {line}, column {column}");
        let too_large = |message: String| Refusal::new(Code::RequestTooLarge, message);
        let bad = |message: String| Refusal::new(Code::BadInput, message);
        match ended.get() {
            Some(Ended::TooDeep) => too_large(format!(
                "The JSON is too deep at {at}: {} levels at most.",
                limits.json_depth
            )),
            Some(Ended::TooMany) => too_large(format!(
                "The JSON has too many values at {at}: {} at most.",
                limits.json_values
            )),
            Some(Ended::KeyTwice) => bad(format!("An object in the JSON has a key twice at {at}.")),
            None => bad(format!("{} at {at}.", malformed(&error))),
        }
    })
}

/// What is wrong with JSON that is none. The reader's own words can repeat what it read, so that they are not handed on.
fn malformed(error: &serde_json::Error) -> &'static str {
    let said = error.to_string();
    let says = |what: &[&str]| what.iter().any(|what| said.starts_with(what));
    if says(&["lone leading surrogate", "unexpected end of hex escape"]) {
        "The JSON has half of a surrogate pair, which is no character,"
    } else if says(&["number out of range"]) {
        "The JSON has a number that is too large"
    } else {
        "The JSON is malformed"
    }
}

/// Reads any JSON value down to a depth and refuses a key that stands twice in its object. A value takes some thirty times
/// as much as the two bytes that it is written with, so that their number is bounded too.
struct Strict<'c> {
    depth: usize,
    left: &'c Cell<usize>,
    ended: &'c Cell<Option<Ended>>,
}

impl Strict<'_> {
    fn below<E: serde::de::Error>(&self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| self.end::<E>(Ended::TooDeep))?;
        let left = self.left.get().checked_sub(1);
        self.left.set(left.ok_or_else(|| self.end::<E>(Ended::TooMany))?);
        Ok(Self { depth, ..*self })
    }

    fn end<E: serde::de::Error>(&self, why: Ended) -> E {
        self.ended.set(Some(why));
        E::custom("not taken")
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        serde_json::Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.below()?)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(self.below()?)?;
            if object.insert(key, value).is_some() {
                return Err(self.end(Ended::KeyTwice));
            }
        }
        Ok(Value::Object(object))
    }
}
