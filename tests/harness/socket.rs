//! A bare WebSocket, for stories about what goes over it.

use std::{net::Ipv4Addr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::HeaderValue,
        protocol::{
            CloseFrame,
            frame::{
                Frame,
                coding::{CloseCode, Data, OpCode},
            },
        },
    },
};

use crate::actor::Actor;

/// How long a story waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a story waits to see that nothing comes.
const SILENCE: Duration = Duration::from_millis(700);

/// The sub-protocol.
pub const PROTOCOL: &str = "graphql-transport-ws";

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Opens one as somebody, with their headers; or answers with the status of the refusal.
    pub async fn open(who: &Actor, protocol: &str) -> Result<Self, u16> {
        Self::open_from(who, protocol, Ipv4Addr::LOCALHOST).await
    }

    async fn open_from(who: &Actor, protocol: &str, place: Ipv4Addr) -> Result<Self, u16> {
        let address = who.url().trim_start_matches("http://").to_owned();
        let mut request = format!("ws://{address}/graphql")
            .into_client_request()
            .expect("it is an address");
        let headers = request.headers_mut();
        if !protocol.is_empty() {
            headers.insert("sec-websocket-protocol", text(protocol));
        }
        for (name, value) in who.headers() {
            let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().expect("it is a header");
            headers.insert(name, text(value));
        }
        let tcp = TcpSocket::new_v4().expect("there are sockets");
        // Little, so that who does not read is known to the server soon.
        tcp.set_recv_buffer_size(64 * 1024).expect("it can be small");
        tcp.bind((place, 0).into()).expect("the place is of this machine");
        let address = address.parse().expect("it is an address");
        let tcp = tcp.connect(address).await.expect("the server listens");
        match client_async(request, tcp).await {
            Ok((stream, _)) => Ok(Self { stream }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("no socket: {error}"),
        }
    }

    /// Opens one as somebody, and has it acknowledged.
    pub async fn of(who: &Actor) -> Self {
        let mut socket = Self::open(who, PROTOCOL).await.expect("the socket opens");
        socket.init(json!({})).await;
        socket
    }

    /// The same from an address of this machine, such as 127.0.0.2: a network of its own.
    pub async fn from_place(who: &Actor, place: Ipv4Addr) -> Self {
        let opened = Self::open_from(who, PROTOCOL, place).await;
        let mut socket = opened.expect("the socket opens");
        socket.init(json!({})).await;
        socket
    }

    /// Says who it is, and waits for the acknowledgement.
    pub async fn init(&mut self, payload: Value) {
        self.send(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(self.next().await, json!({ "type": "connection_ack" }));
    }

    /// Whether what comes next is the acknowledgement.
    pub async fn acknowledged(&mut self) -> bool {
        matches!(self.receive().await, Message::Text(text) if text.contains("connection_ack"))
    }

    /// Sends a message.
    pub async fn send(&mut self, message: Value) {
        self.send_text(&message.to_string()).await;
    }

    /// Sends a text as it is.
    pub async fn send_text(&mut self, text: &str) {
        self.frame(Message::text(text)).await;
    }

    /// Sends a frame.
    pub async fn frame(&mut self, frame: Message) {
        self.stream.send(frame).await.expect("the socket takes it");
    }

    /// Begins a message with so many bytes, and leaves it at that.
    pub async fn begins(&mut self, bytes: usize) {
        self.part(vec![b'a'; bytes], Data::Text, false).await;
    }

    /// Ends it with so many bytes more.
    pub async fn ends(&mut self, bytes: usize) {
        self.part(vec![b'a'; bytes], Data::Continue, true).await;
    }

    /// Sends what is said to be a text and is not UTF-8.
    pub async fn garbles(&mut self) {
        self.part(vec![0xff], Data::Text, true).await;
    }

    async fn part(&mut self, bytes: Vec<u8>, data: Data, is_last: bool) {
        let part = Frame::message(bytes, OpCode::Data(data), is_last);
        self.frame(Message::Frame(part)).await;
    }

    /// Begins an operation.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
    }

    /// Begins a subscription, and waits until it listens.
    pub async fn listens(&mut self, id: &str, query: &str, variables: Value) {
        self.subscribe(id, query, variables).await;
        self.send(json!({ "type": "ping" })).await;
        assert_eq!(self.next().await, json!({ "type": "pong" }), "it listens");
    }

    /// The next message.
    pub async fn next(&mut self) -> Value {
        match self.receive().await {
            Message::Text(text) => {
                let message: Value = serde_json::from_str(&text).expect("messages are JSON");
                if let Some(payload) = message.get("payload") {
                    // Errors of either kind are on record, so that it is known which codes were met.
                    let is_error = message.get("type") == Some(&json!("error"));
                    let answer = if is_error {
                        json!({ "errors": payload })
                    } else {
                        payload.clone()
                    };
                    crate::record::note(&answer);
                }
                message
            }
            other => panic!("no message: {other:?}"),
        }
    }

    /// The payload of the next answer to an operation.
    pub async fn answer(&mut self, id: &str) -> Value {
        let mut message = self.next().await;
        let head = (message.get("id"), message.get("type"));
        assert_eq!(head, (Some(&json!(id)), Some(&json!("next"))), "{message}");
        message.get_mut("payload").map(Value::take).unwrap_or_default()
    }

    /// The payloads of the next answers to an operation, of which there is one at least, until nothing comes for a while.
    pub async fn answers(&mut self, id: &str) -> Vec<Value> {
        let mut answers = vec![self.answer(id).await];
        while let Ok(answer) = timeout(SILENCE, self.answer(id)).await {
            answers.push(answer);
        }
        answers
    }

    /// The codes of the error that ends an operation.
    pub async fn refusal(&mut self, id: &str) -> Vec<String> {
        let message = self.next().await;
        let head = (message.get("id"), message.get("type"));
        assert_eq!(head, (Some(&json!(id)), Some(&json!("error"))), "{message}");
        let errors = message
            .get("payload")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let code = |error: &Value| {
            error
                .pointer("/extensions/code")
                .and_then(Value::as_str)
                .map(ToOwned::to_owned)
        };
        errors.iter().filter_map(code).collect()
    }

    /// Sees that nothing comes for a while.
    pub async fn is_silent(&mut self) {
        if let Ok(Some(Ok(frame))) = timeout(SILENCE, self.stream.next()).await {
            panic!("it is not silent: {frame:?}");
        }
    }

    /// With which code and reason the server closes it, whatever comes before.
    pub async fn closed(self) -> (u16, String) {
        self.heard_until_closed().await.1
    }

    /// How many messages come before the server closes it, and with which code and reason it does.
    pub async fn heard_until_closed(mut self) -> (usize, (u16, String)) {
        let mut heard = 0;
        loop {
            match self.receive().await {
                Message::Close(frame) => {
                    let frame = frame.expect("the server says why");
                    // The answer to it is sent by reading on, and then both are done.
                    while let Ok(Some(Ok(_))) = timeout(PATIENCE, self.stream.next()).await {}
                    return (heard, (frame.code.into(), frame.reason.to_string()));
                }
                Message::Text(_) => heard += 1,
                _ => {}
            }
        }
    }

    /// Closes it, and waits until the server has, too.
    pub async fn close(mut self) -> Option<u16> {
        let frame = CloseFrame {
            code: CloseCode::Normal,
            reason: "".into(),
        };
        self.stream.close(Some(frame)).await.expect("it can be closed");
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("the server answers") {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                _ => return None,
            }
        }
    }

    async fn receive(&mut self) -> Message {
        let frame = timeout(PATIENCE, self.stream.next())
            .await
            .expect("something comes in time");
        frame.expect("the socket is open").expect("the frame is whole")
    }
}

fn text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).expect("it is plain text")
}
