//! Messages of graphql-transport-ws, read without forgiveness.

use serde_json::{Map, Value};

use crate::{
    error::Refusal,
    http::{Limits, json::json, parameters::Parameters},
};

/// What a client sends.
pub(super) enum Message {
    /// The first message, with what would stand in headers.
    Init(Map<String, Value>),
    /// An operation begins, unless something within its payload is refused, which is told of it alone.
    Subscribe(String, Box<Result<Parameters, Refusal>>),
    /// An operation is not wanted any more.
    Complete(String),
    /// To be answered.
    Ping,
    /// An answer.
    Pong,
}

/// Why a connection ends: a code and a sentence of less than 123 bytes.
pub(super) struct Close(pub(super) u16, pub(super) String);

impl Close {
    /// An end with a sentence of ours.
    pub(super) fn new(code: u16, reason: &str) -> Self {
        Self(code, reason.to_owned())
    }
}

/// What is no message of the protocol.
fn bad(reason: &str) -> Close {
    Close::new(4400, reason)
}

/// Reads a message.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Message, Close> {
    let value = json(text, limits).map_err(|refusal| bad(&refusal.message))?;
    let Value::Object(mut fields) = value else {
        return Err(bad("The message is not a JSON object."));
    };
    let kind = match fields.get("type") {
        Some(Value::String(kind)) => kind.clone(),
        _ => return Err(bad("The message has no type.")),
    };
    match kind.as_str() {
        "connection_init" => Ok(Message::Init(map(&mut fields)?)),
        "ping" => map(&mut fields).map(|_| Message::Ping),
        "pong" => map(&mut fields).map(|_| Message::Pong),
        "complete" => Ok(Message::Complete(id(&mut fields)?)),
        "subscribe" => {
            let id = id(&mut fields)?;
            let Some(Value::Object(payload)) = fields.swap_remove("payload") else {
                return Err(bad("The payload is not an object."));
            };
            let parameters = Parameters::from_fields(payload).map_err(|refusal| bad(&refusal.message))?;
            Ok(Message::Subscribe(id, Box::new(parameters)))
        }
        _ => Err(bad("The type is none that a client sends.")),
    }
}

/// The payload, which may be left out.
fn map(fields: &mut Map<String, Value>) -> Result<Map<String, Value>, Close> {
    match fields.swap_remove("payload") {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(bad("The payload is neither an object nor null.")),
    }
}

/// The longest id of an operation.
const LONGEST: usize = 128;

fn id(fields: &mut Map<String, Value>) -> Result<String, Close> {
    match fields.swap_remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.len() <= LONGEST => Ok(id),
        _ => Err(bad("The id is not a text of 1 to 128 bytes.")),
    }
}
