//! A value of an input that is looked at together with the others.

use std::{borrow::Cow, fmt, marker::PhantomData};

use async_graphql::{InputType, InputValueError, InputValueResult, Value, registry::Registry};

/// A scalar `T` as it was written. In the schema it is `T`; what it says is read by `Faults::read` or `each_read`, so that a
/// flaw of it is told with its path beside the flaws of other fields, and not alone and before them.
#[derive(Clone)]
pub struct Given<T> {
    pub(super) text: String,
    scalar: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Given<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

impl<T: InputType> InputType for Given<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value.unwrap_or_default() {
            Value::String(text) => Ok(Self {
                text,
                scalar: PhantomData,
            }),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.text.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
