//! The body of a request, read whole. What has come of all of them is bounded meanwhile, with what has come of messages on
//! sockets: each may be sent slowly, and there may be as many as there are connections (T119, T124).

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::body::{Body, HttpBody as _};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::{Instant, interval_at, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::stream::{InPart, Part};

/// Who has sent no more than this goes on, however much there is of others: most bodies are shorter.
const LITTLE: u64 = 8 * 1024;

/// How often it is asked whether there is too much while nothing comes.
const AGAIN: Duration = Duration::from_millis(500);

/// Why there is no whole body.
#[derive(Debug)]
pub(super) enum NotWhole {
    /// It is larger than it may be.
    TooLarge,
    /// It ended before it was whole.
    Ended,
    /// It is not little, and too much has come of all, or from its network.
    TooMuch,
    /// It took too long.
    Late,
    /// The server stops.
    Stopped,
}

/// How long a body may still come once the server stops: whoever runs it gives it half a minute in all, as a rule.
const LAST: Duration = Duration::from_secs(3);

/// What comes of reading a body within so many seconds, or until a little after the server stops.
pub(super) async fn in_time(
    reading: impl Future<Output = Result<Vec<u8>, NotWhole>>,
    seconds: u64,
    stop: &CancellationToken,
) -> Result<Vec<u8>, NotWhole> {
    let stopped = async {
        stop.cancelled().await;
        sleep(LAST).await;
    };
    tokio::select! {
        biased;
        read = timeout(Duration::from_secs(seconds), reading) => read.unwrap_or(Err(NotWhole::Late)),
        () = stopped => Err(NotWhole::Stopped),
    }
}

/// A body of so many bytes at most that comes from there, once it is whole.
pub(super) async fn whole(
    body: Body,
    most: usize,
    all: &Arc<InPart>,
    network: Option<IpAddr>,
) -> Result<Vec<u8>, NotWhole> {
    let mut part = Part::of(all, LITTLE, network);
    let mut body = Limited::new(body, most);
    let mut again = interval_at(Instant::now() + AGAIN, AGAIN);
    let mut read = Vec::new();
    loop {
        tokio::select! {
            biased;
            frame = body.frame() => match frame {
                None => return Ok(read),
                Some(Ok(frame)) => {
                    // All else are trailers, which say nothing here.
                    if let Ok(data) = frame.into_data() {
                        takes(&mut read, &data);
                        part.is(u64::try_from(read.len()).unwrap_or(u64::MAX));
                    }
                    // It waits for nothing.
                    if body.is_end_stream() {
                        return Ok(read);
                    }
                }
                Some(Err(error)) if error.is::<LengthLimitError>() => return Err(NotWhole::TooLarge),
                Some(Err(_)) => return Err(NotWhole::Ended),
            },
            _ = again.tick() => {}
        }
        if !part.may_wait() {
            return Err(NotWhole::TooMuch);
        }
    }
}

/// Copies what came, since it may hold a buffer that is much larger; with little room to spare, as that does not count.
fn takes(read: &mut Vec<u8>, data: &[u8]) {
    if read.capacity().saturating_sub(read.len()) < data.len() {
        read.reserve_exact(data.len().max(read.len() / 4));
    }
    read.extend_from_slice(data);
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, pin::pin};

    use async_graphql::futures_util::{FutureExt as _, StreamExt as _, stream};
    use axum::body::Bytes;

    use super::*;

    #[tokio::test]
    async fn t124_what_comes_in_part_is_let_go_of_once_there_is_too_much() {
        let all = InPart::new(10_000);
        let slow = |bytes: usize| {
            let begun = stream::iter([Ok::<_, Infallible>(Bytes::from(vec![b' '; bytes]))]);
            Body::from_stream(begun.chain(stream::pending()))
        };
        let mut reading = pin!(whole(slow(9_000), 20_000, &all, None));
        assert!(reading.as_mut().now_or_never().is_none());
        let mut other = Part::of(&all, 0, None);
        other.is(9_500);
        assert!(matches!(reading.await, Err(NotWhole::TooMuch)));
        other.is(20_000);
        for (bytes, may_wait) in [(8_192, true), (8_193, false)] {
            let read = whole(Body::from(vec![b' '; bytes]), 20_000, &all, None).await;
            assert!(read.is_ok_and(|read| read.len() == bytes), "it came whole");
            let reading = whole(slow(bytes), 20_000, &all, None).now_or_never();
            assert_eq!(reading.is_none(), may_wait, "{bytes}");
        }
        drop(other);
        let reading = whole(slow(8_193), 20_000, &all, None).now_or_never();
        assert!(reading.is_none(), "what is gone does not count");
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_holds_a_server_that_stops_no_longer_than_a_few_seconds() {
        let all = InPart::new(0);
        let never = || {
            whole(
                Body::from_stream(stream::pending::<Result<Bytes, Infallible>>()),
                5,
                &all,
                None,
            )
        };
        let stop = CancellationToken::new();
        let read = in_time(never(), 0, &stop).await;
        assert!(matches!(read, Err(NotWhole::Late)));
        stop.cancel();
        let read = in_time(never(), 60, &stop).await;
        assert!(matches!(read, Err(NotWhole::Stopped)));
        let read = in_time(whole(Body::from("abc"), 5, &all, None), 60, &stop).await;
        assert!(read.is_ok_and(|read| read == b"abc"), "what came is read");
    }

    #[tokio::test]
    async fn a_body_that_comes_in_parts_is_whole_in_the_end() {
        let all = InPart::new(0);
        let parts = stream::iter(["a", "", "bcd", "e"].map(|part| Ok::<_, Infallible>(Bytes::from(part))));
        let read = whole(Body::from_stream(parts), 5, &all, None).await;
        assert!(read.is_ok_and(|read| read == b"abcde"));
        let read = whole(Body::from("abcdef"), 5, &all, None).await;
        assert!(matches!(read, Err(NotWhole::TooLarge)));
    }
}
