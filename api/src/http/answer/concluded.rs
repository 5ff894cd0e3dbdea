//! The answer as it may leave: what was refused and read is on record, and it says what was kept back.

use async_graphql::{Name, Response, Value};

use super::written::TooLong;
use crate::{
    error::Result,
    operation::{Operation, Redaction},
};

/// Ends an operation, and makes its answer such.
pub(in crate::http) async fn concluded(operation: &Operation, mut response: Response) -> Result<Response> {
    operation.end().await;
    // No read without a record: where that cannot be kept, the answer does not leave (T143).
    operation.keep_accesses().await?;
    if let Some(most) = operation.overfull() {
        return Err(TooLong(most).refusal());
    }
    let redactions = operation.redactions().sorted();
    if !redactions.is_empty() {
        response.extensions.insert("redactions".to_owned(), told(&redactions));
    }
    Ok(response)
}

fn told(redactions: &[Redaction]) -> Value {
    let text = |text: &str| Value::String(text.to_owned());
    Value::List(
        redactions
            .iter()
            .map(|redaction| {
                Value::Object(
                    [
                        (Name::new("path"), text(&redaction.path)),
                        (Name::new("code"), text(&redaction.code.name())),
                        (Name::new("because"), text(&redaction.because)),
                        (Name::new("lift"), redaction.lift.as_deref().map_or(Value::Null, text)),
                    ]
                    .into_iter()
                    .collect(),
                )
            })
            .collect(),
    )
}
