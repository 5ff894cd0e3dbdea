//! What goes over a socket: texts that must be taken in time, and its last word.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket};
use tokio::time::timeout;
use tungstenite::Error as Broken;

use super::message::Close;

/// How long one message may take to be sent, and the last.
const SENT: Duration = Duration::from_secs(15);
const CLOSED: Duration = Duration::from_secs(10);

/// Why a connection ends on which something came that is no message at all (RFC 6455, section 7.4.1).
pub(super) fn broken(error: axum::Error) -> Close {
    match error.into_inner().downcast_ref() {
        Some(Broken::Utf8(_)) => Close::new(1007, "A text is not UTF-8"),
        Some(Broken::Capacity(_)) => Close::new(1009, "The message is too large"),
        _ => Close::new(1002, "Protocol error"),
    }
}

fn quoted(id: &str) -> String {
    serde_json::Value::String(id.to_owned()).to_string()
}

/// What is told of an operation.
pub(super) fn told(id: &str, kind: &str, payload: &str) -> String {
    format!(r#"{{"id":{},"type":"{kind}","payload":{payload}}}"#, quoted(id))
}

/// That an operation is over.
pub(super) fn done(id: &str) -> String {
    format!(r#"{{"id":{},"type":"complete"}}"#, quoted(id))
}

/// Sends a text.
pub(super) async fn send(frames: &mut WebSocket, text: String) -> Result<(), Close> {
    within(frames.send(Frame::text(text))).await
}

/// What takes too long to be sent goes to nobody.
pub(super) async fn within(sending: impl Future<Output = Result<(), axum::Error>>) -> Result<(), Close> {
    match timeout(SENT, sending).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Close::new(1013, "Nothing was read for long")),
    }
}

/// Says the last word, and reads on until the other side has said its.
pub(super) async fn end(mut frames: WebSocket, close: Close) {
    // Whoever does not take it is gone.
    if last_word(&mut frames, close).await {
        rest(frames).await;
    }
}

/// Says the last word; whether it was taken.
pub(super) async fn last_word(frames: &mut WebSocket, Close(code, reason): Close) -> bool {
    let frame = Frame::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }));
    matches!(timeout(CLOSED, frames.send(frame)).await, Ok(Ok(())))
}

/// Reads on until the other side has said its last word.
pub(super) async fn rest(mut frames: WebSocket) {
    // Whoever never ends is left.
    let _ = timeout(CLOSED, async { while let Some(Ok(_)) = frames.recv().await {} }).await;
}
