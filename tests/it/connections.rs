//! Connections on which nobody says anything, or reads anything (T124).

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use harness::{app::App, database::Kind, process::Process, soon::eventually, story::Fixture as _};
use tokio::net::TcpSocket;

pub(crate) const ASKS: &str = "GET /health/live HTTP/1.1\r\nhost: x\r\n";

/// Far longer than the bounds that the stories set.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) async fn server(options: &[(&str, &str)]) -> (Process, SocketAddr) {
    let database = App::fresh(Kind::Sqlite).await.stop().await;
    let (server, _) = Process::serve_with(&database, options);
    let address = server.url().trim_start_matches("http://").parse().unwrap();
    (server, address)
}

pub(crate) fn says(address: SocketAddr, words: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(words.as_bytes()).unwrap();
    stream
}

/// Waits until there is a place for one connection more, which is answered.
pub(crate) async fn is_let_in(address: SocketAddr) {
    eventually(async || {
        let mut again = TcpStream::connect(address).unwrap();
        again.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = again.write_all(format!("{ASKS}connection: close\r\n\r\n").as_bytes());
        let mut told = [0; 12];
        again.read_exact(&mut told).is_ok() && told == *b"HTTP/1.1 200"
    })
    .await;
}

/// What comes until the connection ends; fails where it does not.
pub(crate) fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("the server ends it");
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn t124_a_head_that_does_not_come_ends_its_connection_and_so_does_silence() {
    let (server, address) = server(&[("TRIALOGUE_LIMITS__HEAD_SECONDS", "1")]).await;
    let whole = format!("{ASKS}\r\n");
    // Nothing, what may be the beginning of another version of HTTP, and half a head; then a whole one with nothing behind.
    for words in ["", "PRI ", ASKS, &whole] {
        let began = Instant::now();
        let told = rest(&mut says(address, words));
        assert_eq!(told.starts_with(b"HTTP/1.1 200"), words == whole, "{words:?}");
        assert!(began.elapsed() < PATIENCE, "{words:?}");
    }
    // Byte by byte is no faster.
    let mut slow = says(address, "GET /health/live HTTP/1.1\r\n");
    slow.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let began = Instant::now();
    while slow.write_all(b"a").is_ok() && !matches!(slow.read(&mut [0; 512]), Ok(0)) {
        assert!(began.elapsed() < PATIENCE, "it goes on");
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_says_once_which_host_it_asks() {
    let (server, address) = server(&[]).await;
    for (target, version, hosts, status) in [
        ("", "1.1", "host: x\r\n", "200"),
        ("", "1.1", "", "400"),
        ("", "1.1", "host: x\r\nhost: x\r\n", "400"),
        ("", "1.1", "host: a b\r\n", "400"),
        ("", "1.0", "", "200"),
        ("", "1.0", "host: x\r\nhost: y\r\n", "400"),
        ("http://x", "1.1", "host: x\r\n", "200"),
        ("http://y", "1.1", "host: x\r\n", "400"),
    ] {
        let asks = format!("GET {target}/health/live HTTP/{version}\r\n{hosts}connection: close\r\n\r\n");
        let told = String::from_utf8(rest(&mut says(address, &asks))).unwrap();
        let is_refused = told.contains("BAD_INPUT") && told.contains("x-request-id");
        assert_eq!(
            (told.split(' ').nth(1), is_refused),
            (Some(status), status == "400"),
            "{asks} {told}"
        );
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_never_comes_whole_holds_no_server_that_stops() {
    let app = App::fresh(Kind::Sqlite).await;
    let address: SocketAddr = app.url.trim_start_matches("http://").parse().unwrap();
    let head = "content-type: application/json\r\ncontent-length: 99\r\n\r\n{";
    let mut stream = says(address, &format!("POST /graphql HTTP/1.1\r\nhost: {address}\r\n{head}"));
    let mut half = says(address, ASKS);
    // They are read, and waited for: whoever came behind them is answered.
    let whole = format!("{ASKS}connection: close\r\n\r\n");
    assert!(rest(&mut says(address, &whole)).starts_with(b"HTTP/1.1 200"));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    app.stop().await;
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    let told = String::from_utf8(rest(&mut stream)).unwrap();
    assert!(
        told.starts_with("HTTP/1.1 503") && told.contains("UNAVAILABLE"),
        "{told}"
    );
    assert_eq!(rest(&mut half), b"");
}

#[tokio::test(flavor = "multi_thread")]
async fn t124_there_are_so_many_connections_and_who_comes_then_waits_for_one_to_end() {
    let (server, address) = server(&[
        ("TRIALOGUE_LIMITS__CONNECTIONS", "2"),
        ("TRIALOGUE_STREAMS__CONNECTIONS", "1"),
    ])
    .await;
    let (first, second) = (says(address, ASKS), says(address, ASKS));
    let mut third = says(address, &format!("{ASKS}connection: close\r\n\r\n"));
    third.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    assert!(third.read(&mut [0; 1]).is_err(), "there is no place");
    drop(first);
    third.set_read_timeout(Some(PATIENCE)).unwrap();
    assert!(rest(&mut third).starts_with(b"HTTP/1.1 200"));
    drop(second);
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn t124_one_place_takes_no_more_than_its_part_of_the_connections() {
    const PART: usize = 64;

    let (server, address) = server(&[
        ("TRIALOGUE_LIMITS__CONNECTIONS", "200"),
        ("TRIALOGUE_STREAMS__CONNECTIONS", "1"),
    ])
    .await;
    let whole = format!("{ASKS}connection: close\r\n\r\n");
    let mut held: Vec<_> = (0..PART).map(|_| says(address, ASKS)).collect();
    // It is broken off before anything of it is read, or while it says something.
    let mut more = TcpStream::connect(address).unwrap();
    more.set_read_timeout(Some(PATIENCE)).unwrap();
    let began = Instant::now();
    let _ = more.write_all(whole.as_bytes());
    assert!(matches!(more.read(&mut [0; 1]), Ok(0) | Err(_)));
    assert!(began.elapsed() < PATIENCE, "it waits for nothing");
    // Whoever is elsewhere is not kept out.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = socket.connect(address).await.unwrap().into_std().unwrap();
    other.set_nonblocking(false).unwrap();
    other.set_read_timeout(Some(PATIENCE)).unwrap();
    other.write_all(whole.as_bytes()).unwrap();
    assert!(rest(&mut other).starts_with(b"HTTP/1.1 200"));
    // And a place is free again once one of them ends.
    held.pop();
    is_let_in(address).await;
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn t124_answers_that_nobody_reads_are_not_held_for_ever() {
    const MANY: usize = 60;

    let (server, address) = server(&[("TRIALOGUE_LIMITS__WRITE_SECONDS", "1")]).await;
    let page = rest(&mut says(
        address,
        "GET /explorer HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ));
    let page = String::from_utf8(page).unwrap();
    let (before, _) = page.split_once("/graphiql.js").expect("the page loads it");
    let (_, folder) = before.rsplit_once('"').expect("by its address");
    let asks = format!("GET /{folder}/graphiql.js HTTP/1.1\r\nhost: x\r\n");
    let one = rest(&mut says(address, &format!("{asks}connection: close\r\n\r\n"))).len();

    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let mut stream = socket.connect(address).await.unwrap().into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let all = format!("{asks}\r\n").repeat(MANY - 1) + &asks + "connection: close\r\n\r\n";
    stream.write_all(all.as_bytes()).unwrap();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let (mut piece, mut read) = (vec![0; 64 * 1024], 0);
    // It ends in order or is broken off; what the system held on the way may still come.
    while let Ok(number) = stream.read(&mut piece) {
        if number == 0 {
            break;
        }
        read += number;
    }
    assert!(read < one * MANY / 2, "{read} of {MANY} times {one}");
    server.kill();
}
