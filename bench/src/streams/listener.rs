//! A socket, and what is heard on it.

use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    net::{TcpSocket, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, handshake::client::Request},
};

use super::kinds::Listener;
use crate::fault::Result;

/// What those who keep up ask for.
pub(super) const QUERY: &str = "subscription($project: ID!, $after: String) { contributionChanged(project: $project, after: $after) {
    id kind occurredAt cursor node { id state kind title body language byline { name } stands { total { value status } } } } }";

/// Nothing that is asked takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long they are away who come again.
const AWAY: Duration = Duration::from_secs(1);

/// In how many operations the slow one listens, and for how many texts in each: 360 KB an event, much more than they read.
const OPERATIONS: usize = 50;
const TEXTS: usize = 20;

/// How the slow one reads: a few messages with a pause between, and then none.
const READ: usize = 10;
const PAUSE: Duration = Duration::from_millis(100);

/// After how many events they read on. On a socket that is not read the kernel holds up to 4 MB (`net.ipv4.tcp_wmem`), and the
/// server's queue five events more, so that they are cut off at the seventeenth or soon after. The code stands behind all that was
/// sent, and the server waits for ten seconds until it is taken: who reads on later, or as slowly, hears of no code.
const READ_ON: usize = 60;

/// A socket.
pub(super) struct Line {
    stream: WebSocketStream<TcpStream>,
}

/// What comes over it.
#[derive(Debug)]
enum Came {
    /// An event of a contribution; none with `RESYNC`.
    Event { id: Option<String>, cursor: String },
    /// The socket's end, with its code, or the operation's.
    End(Option<u16>),
    /// What says nothing.
    Other,
}

/// When somebody goes and comes again: once they were told so many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resumes(Option<usize>);

impl Resumes {
    /// Some after few events, some later, and all long enough before the last.
    pub(super) fn of(listener: &Listener, number: usize, events: usize) -> Self {
        let soon = 3 + number % (events * 3 / 4).max(1);
        Self(listener.kind.returns().then_some(soon))
    }
}

/// What somebody was told, in its order.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) told: Vec<(String, Instant)>,
    pub(super) resyncs: u32,
    /// When they were back, who had gone.
    pub(super) back: Option<Instant>,
    /// Whether the server ended it.
    pub(super) ended: bool,
}

impl Line {
    /// Opens one, and has it acknowledged; with so small a buffer for what comes, where one is named.
    pub(super) async fn open(request: Request, address: &str, buffer: Option<u32>) -> Result<Self> {
        let tcp = TcpSocket::new_v4()?;
        if let Some(bytes) = buffer {
            tcp.set_recv_buffer_size(bytes)?;
        }
        let tcp = tcp.connect(address.parse()?).await?;
        tcp.set_nodelay(true)?;
        let (stream, _) = client_async(request, tcp).await?;
        let mut line = Self { stream };
        line.send(&json!({ "type": "connection_init" })).await?;
        let acknowledged = line.next_text().await?;
        if !acknowledged.contains("connection_ack") {
            return Err(format!("a socket is not acknowledged: {acknowledged}").into());
        }
        Ok(line)
    }

    /// Begins a subscription.
    pub(super) async fn subscribes(&mut self, id: &str, query: &str, project: &str, after: Option<&str>) -> Result<()> {
        let variables = json!({ "project": project, "after": after });
        let payload = json!({ "query": query, "variables": variables });
        self.send(&json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await
    }

    /// Returns once all that was begun listens.
    pub(super) async fn is_there(&mut self) -> Result<()> {
        self.send(&json!({ "type": "ping" })).await?;
        let answer = self.next_text().await?;
        if !answer.contains(r#""pong""#) {
            return Err(format!("it does not listen: {answer}").into());
        }
        Ok(())
    }

    async fn send(&mut self, message: &Value) -> Result<()> {
        Ok(self.stream.send(Message::text(message.to_string())).await?)
    }

    async fn next_text(&mut self) -> Result<String> {
        match timeout(PATIENCE, self.stream.next()).await? {
            Some(Ok(Message::Text(text))) => Ok(text.as_str().to_owned()),
            other => Err(format!("no message, but {other:?}").into()),
        }
    }

    async fn next(&mut self) -> Came {
        match self.stream.next().await {
            Some(Ok(Message::Text(text))) => came(text.as_str()),
            Some(Ok(Message::Close(frame))) => Came::End(frame.map(|frame| frame.code.into())),
            Some(Ok(_)) => Came::Other,
            Some(Err(_)) | None => Came::End(None),
        }
    }
}

fn came(text: &str) -> Came {
    let message: Value = serde_json::from_str(text).unwrap_or_default();
    match message.get("type").and_then(Value::as_str) {
        Some("next") => {
            let Some(event) = message.pointer("/payload/data/contributionChanged") else {
                // An event that could not be read is none.
                return Came::Other;
            };
            let of = |name: &str| event.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
            Came::Event {
                id: of("id"),
                cursor: of("cursor").unwrap_or_default(),
            }
        }
        Some("error" | "complete") => Came::End(None),
        _ => Came::Other,
    }
}

/// Hears until all is over; who returns goes in the midst of it and comes again.
pub(super) async fn hear(
    mut line: Line,
    listener: &Listener,
    Resumes(mut resumes): Resumes,
    (address, project): (&str, &str),
    mut is_over: watch::Receiver<bool>,
) -> Heard {
    let mut heard = Heard::default();
    loop {
        let came = tokio::select! {
            // Fails only when nobody waits for what was heard.
            _ = is_over.wait_for(|is_over| *is_over) => return heard,
            came = line.next() => came,
        };
        match came {
            Came::Event { id: Some(id), cursor } => {
                heard.told.push((id, Instant::now()));
                if resumes.is_some_and(|soon| heard.told.len() >= soon) {
                    resumes = None;
                    drop(line);
                    sleep(AWAY).await;
                    let Ok(again) = again(listener, address, project, &cursor).await else {
                        heard.ended = true;
                        return heard;
                    };
                    line = again;
                    heard.back = Some(Instant::now());
                }
            }
            Came::Event { id: None, .. } => heard.resyncs += 1,
            Came::End(_) => {
                heard.ended = true;
                return heard;
            }
            Came::Other => {}
        }
    }
}

async fn again(listener: &Listener, address: &str, project: &str, cursor: &str) -> Result<Line> {
    let mut line = Line::open(listener.request(address)?, address, None).await?;
    line.subscribes("1", QUERY, project, Some(cursor)).await?;
    Ok(line)
}

/// Reads little of much that is asked for; answers with the code that the socket ended with, if it did with one.
pub(super) async fn slow(mut line: Line, mut acted: watch::Receiver<usize>) -> Option<u16> {
    for _ in 0..READ {
        sleep(PAUSE).await;
        if let Came::End(code) = timeout(PATIENCE, line.next()).await.ok()? {
            return code;
        }
    }
    acted.wait_for(|acts| *acts >= READ_ON).await.ok()?;
    loop {
        if let Came::End(code) = timeout(PATIENCE, line.next()).await.ok()? {
            return code;
        }
    }
}

/// Listens to much on one socket that has room for little.
pub(super) async fn asks_for_much(address: &str, project: &str) -> Result<Line> {
    let texts = (0..TEXTS).map(|number| format!("b{number}: body "));
    let texts = texts.collect::<Vec<_>>().concat();
    let query = format!(
        "subscription($project: ID!, $after: String) {{ contributionChanged(project: $project, after: $after) {{ id cursor node {{ {texts} }} }} }}"
    );
    let request = Listener::beside().request(address)?;
    let mut line = Line::open(request, address, Some(16 * 1024)).await?;
    for number in 0..OPERATIONS {
        line.subscribes(&number.to_string(), &query, project, None).await?;
    }
    line.is_there().await?;
    Ok(line)
}
