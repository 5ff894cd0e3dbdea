//! The load: connections that send one request after another, over HTTP/1.1 and nothing else.

use std::{
    cell::{Cell, RefCell},
    ops::Range,
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

/// Sends some requests, each once, from [`CONNECTIONS`] connections; an answer other than 200 ends the run. All of it on
/// one thread, so that the load takes one core at most.
pub(crate) async fn drive(address: &str, numbers: Range<u32>, request: &dyn Fn(u32) -> Vec<u8>) -> Result<Seen> {
    let next = Cell::new(numbers.start);
    let latencies = RefCell::new(Histogram::default());
    let begun = Instant::now();
    let connection = async || -> Result<()> {
        let mut connection = Connection::open(address).await?;
        while next.get() < numbers.end {
            let number = next.get();
            next.set(number + 1);
            let bytes = request(number);
            let sent = Instant::now();
            connection.exchange(&bytes).await?.good()?;
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
    parsed(Connection::open(address).await?.exchange(request).await?)
}

/// What an answer with status 200 says.
pub(crate) fn parsed(answer: Answer) -> Result<serde_json::Value> {
    Ok(serde_json::from_slice(&answer.good()?)?)
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The body of an answer with status 200.
    fn good(self) -> Result<Vec<u8>> {
        if self.status == 200 {
            return Ok(self.body);
        }
        Err(format!("refused with {}: {}", self.status, String::from_utf8_lossy(&self.body)).into())
    }
}

/// One connection, for one request after another.
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            read: Vec::new(),
        })
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Answer> {
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
            let (status, length) = of_head(head)?;
            let missing = length.saturating_sub(body.len());
            let begin = self.read.len();
            if missing > 0 {
                self.read.resize(begin + missing, 0);
                self.stream
                    .read_exact(self.read.get_mut(begin..).unwrap_or_default())
                    .await?;
            }
            let body = self.read.split_off(end + 4);
            return Ok(Answer { status, body });
        }
    }
}

/// The status of a head, and the length that it names.
fn of_head(head: &[u8]) -> Result<(u16, usize)> {
    const LENGTH: &str = "content-length:";
    let head = std::str::from_utf8(head)?;
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_at_checked(LENGTH.len())?;
        name.eq_ignore_ascii_case(LENGTH).then_some(value)
    });
    Ok((
        status.ok_or("an answer without a status")?.parse()?,
        length.ok_or("an answer without a length")?.trim().parse()?,
    ))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_head_has_a_status_and_a_length() {
        let of = |head: &str| of_head(head.as_bytes());
        assert_eq!(of("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n").unwrap(), (200, 12));
        assert!(of("HTTP/1.1 200 OK\r\n\r\n").is_err());
        let body = Vec::new();
        assert!(Answer { status: 401, body }.good().is_err());
    }
}
