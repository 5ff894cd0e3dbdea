//! The end of a connection whose other end may still write: closed at once, the system throws away with what comes then what was
//! answered (RFC 9112, section 9.6), and whoever writes all before they read finds a broken connection in the place of a refusal.

use std::{
    future::poll_fn,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead as _, AsyncWriteExt as _, ReadBuf},
    time::timeout,
};

use super::line::Line;

/// For how long what still comes is read over, and how much of it. To say nothing at all holds a connection for longer
/// (`limits.head_seconds`), and bodies that are read take more.
const LONGEST: Duration = Duration::from_secs(3);
const MOST: usize = 8 * 1024 * 1024;

/// Ends a connection on which all is said, once its other end has ended too or wrote for too long. It has its places until then.
pub(super) async fn linger(mut line: Line) {
    // Whoever is gone cannot be told.
    if line.shutdown().await.is_err() {
        return;
    }
    let reads = async {
        let mut left = MOST;
        while left > 0 {
            match poll_fn(|cx| reads_over(&mut line, cx)).await {
                Ok(bytes @ 1..) => left = left.saturating_sub(bytes),
                Ok(0) | Err(_) => return,
            }
        }
    };
    // What comes later is broken off.
    let _ = timeout(LONGEST, reads).await;
}

/// How many bytes came now. There is room for them only while they are read, so that who is waited for holds none.
fn reads_over(line: &mut Line, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
    let mut room = [0; 8 * 1024];
    let mut read = ReadBuf::new(&mut room);
    ready!(Pin::new(line).poll_read(cx, &mut read))?;
    Poll::Ready(Ok(read.filled().len()))
}
