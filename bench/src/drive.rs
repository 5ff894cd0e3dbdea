//! The load: sixteen connections that send one request after another, over HTTP/1.1 and nothing else.

use std::{
    cell::{Cell, RefCell},
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{fault::Result, histogram::Histogram};

/// How many connections.
pub(crate) const CONNECTIONS: usize = 16;

/// What was seen of some requests.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) latencies: Histogram,
    pub(crate) elapsed: Duration,
}

/// Sends the requests `from..to`, each once, from all connections; an answer other than 200 ends the run. All of it on
/// one thread, so that the load takes one core at most.
pub(crate) async fn drive(address: &str, from: u32, to: u32, request: &dyn Fn(u32) -> Vec<u8>) -> Result<Seen> {
    let next = Cell::new(from);
    let latencies = RefCell::new(Histogram::default());
    let begun = Instant::now();
    let connection = async || -> Result<()> {
        let mut connection = Connection::open(address).await?;
        while next.get() < to {
            let number = next.get();
            next.set(number + 1);
            let bytes = request(number);
            let sent = Instant::now();
            connection.exchange(&bytes).await?;
            latencies.borrow_mut().add(sent.elapsed());
        }
        Ok(())
    };
    try_join_all((0..CONNECTIONS).map(|_| connection())).await?;
    Ok(Seen {
        latencies: latencies.into_inner(),
        elapsed: begun.elapsed(),
    })
}

/// The answer to one request.
pub(crate) async fn ask(address: &str, request: &[u8]) -> Result<serde_json::Value> {
    let body = Connection::open(address).await?.exchange(request).await?;
    Ok(serde_json::from_slice(&body)?)
}

struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            read: Vec::new(),
        })
    }

    /// Sends a request and reads the whole answer.
    async fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        loop {
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Err("the connection ended in the middle of an answer".into());
            }
            let Some(end) = self.read.windows(4).position(|four| four == b"\r\n\r\n") else {
                continue;
            };
            let (head, body) = self.read.split_at(end + 4);
            let length = length(head)?;
            let missing = length.saturating_sub(body.len());
            let begin = self.read.len();
            if missing > 0 {
                self.read.resize(begin + missing, 0);
                self.stream
                    .read_exact(self.read.get_mut(begin..).unwrap_or_default())
                    .await?;
            }
            return Ok(self.read.split_off(end + 4));
        }
    }
}

/// The length that a head with status 200 names.
fn length(head: &[u8]) -> Result<usize> {
    let head = std::str::from_utf8(head)?.to_ascii_lowercase();
    if !head.starts_with("http/1.1 200") {
        return Err(format!("refused: {}", head.lines().next().unwrap_or_default()).into());
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    Ok(length.ok_or("an answer without a length")?.trim().parse()?)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn only_a_good_answer_has_a_length() {
        assert_eq!(length(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n").unwrap(), 12);
        assert!(length(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 12\r\n\r\n").is_err());
    }
}
