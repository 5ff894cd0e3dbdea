//! The bytes of one connection.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::OwnedSemaphorePermit,
    time::{Sleep, sleep},
};

use super::places::OfOne;

/// Bytes that are read at once, one fewer than the library has room for at first: it makes twice as much room each time a read
/// fills what there is. A connection keeps that for as long as it lasts, and a request what its head came in.
const PIECE: u64 = 8 * 1024 - 1;

/// A connection whose other end must take what is sent: an answer that nobody reads is not held for ever.
pub(super) struct Line {
    stream: TcpStream,
    patience: Duration,
    /// Runs while nothing of what is sent is taken.
    stuck: Option<Pin<Box<Sleep>>>,
    is_stuck: Arc<AtomicBool>,
    brought: Brought,
    _places: (OwnedSemaphorePermit, Option<OfOne>),
}

/// How many bytes a connection has brought: a socket finds it with the request that it began as.
#[derive(Clone, Default)]
pub(in crate::http) struct Brought(Arc<AtomicU64>);

impl Brought {
    /// All so far.
    pub(in crate::http) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// So many more came.
    pub(in crate::http) fn add(&self, bytes: usize) {
        self.0
            .fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

impl Line {
    /// A connection whose other end may take nothing for so long, with its places for as long as it lasts.
    pub(super) fn new(stream: TcpStream, patience: Duration, places: (OwnedSemaphorePermit, Option<OfOne>)) -> Self {
        Self {
            stream,
            patience,
            stuck: None,
            is_stuck: Arc::default(),
            brought: Brought::default(),
            _places: places,
        }
    }

    /// Whether nothing of what is sent is taken, now and later.
    pub(super) fn is_stuck(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_stuck)
    }

    /// How many bytes it has brought, now and later.
    pub(super) fn brought(&self) -> Brought {
        self.brought.clone()
    }

    fn in_time(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.is_stuck.store(written.is_pending(), Ordering::Relaxed);
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let patience = self.patience;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stuck.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let mut piece = (&mut self.stream).take(PIECE);
        let read = Pin::new(&mut piece).poll_read(cx, buffer);
        self.brought.add(buffer.filled().len().saturating_sub(before));
        read
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.in_time(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.in_time(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::net::Ipv4Addr;

    use tokio::{io::AsyncWriteExt as _, net::TcpListener, sync::Semaphore};

    use super::*;

    #[tokio::test]
    async fn however_much_has_come_little_is_read_at_once_and_all_of_it_in_the_end() {
        const MUCH: usize = 100_000;

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut other = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let place = Arc::new(Semaphore::new(1)).acquire_owned().await.unwrap();
        let mut line = Line::new(stream, Duration::ZERO, (place, None));
        let writes = tokio::spawn(async move { other.write_all(&vec![b'a'; MUCH]).await });
        let (mut room, mut all) = (vec![0; MUCH], 0);
        while all < MUCH {
            let read = line.read(&mut room).await.unwrap();
            assert!((1..8 * 1024).contains(&read), "{read}");
            all += read;
        }
        writes.await.unwrap().unwrap();
        assert_eq!(line.brought().bytes(), 100_000);
    }
}
