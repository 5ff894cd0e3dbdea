//! Connections on which something is refused before all of it was read.

use std::{
    io::{Read, Write},
    time::{Duration, Instant},
};

use crate::connections::{ASKS, PATIENCE, rest, says, server};

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_ends_since_nobody_read_a_body_says_so_before() {
    let (server, address) = server(&[]).await;
    for (path, fields, status) in [
        ("/graphql", "content-type: text/plain\r\n", "415"),
        (
            "/graphql",
            "content-type: application/json\r\naccept: text/html\r\n",
            "406",
        ),
        (
            "/graphql",
            "content-type: application/json\r\norigin: https://other.example\r\n",
            "403",
        ),
        ("/nowhere", "", "404"),
        ("/health/live", "", "405"),
    ] {
        let head = format!("POST {path} HTTP/1.1\r\nhost: {address}\r\n{fields}content-length: 2\r\n\r\n");
        let told = String::from_utf8(rest(&mut says(address, &head))).unwrap();
        assert_eq!(told.split(' ').nth(1), Some(status), "{told}");
        assert!(told.contains("\r\nconnection: close\r\n"), "{told}");
        // What has come with its head is read over, and the next request is answered.
        let whole = format!("{head}{{}}{ASKS}connection: close\r\n\r\n");
        let told = String::from_utf8(rest(&mut says(address, &whole))).unwrap();
        let statuses: Vec<_> = told.split("HTTP/1.1 ").skip(1).map(|answer| answer.get(..3)).collect();
        assert_eq!(statuses, [Some(status), Some("200")], "{told}");
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_all_before_they_read_is_told_why_it_is_refused() {
    const MUCH: usize = 2 * 1024 * 1024;

    let (server, address) = server(&[]).await;
    let (json, length) = (
        "content-type: application/json\r\n",
        format!("content-length: {MUCH}\r\n\r\n"),
    );
    for (path, fields, status, code) in [
        ("/graphql", format!("{json}{length}"), "413", "REQUEST_TOO_LARGE"),
        // Nothing says how much it is before it has come.
        (
            "/graphql",
            format!("{json}transfer-encoding: chunked\r\n\r\n{MUCH:x}\r\n"),
            "413",
            "REQUEST_TOO_LARGE",
        ),
        (
            "/graphql",
            format!("content-type: text/plain\r\n{length}"),
            "415",
            "BAD_INPUT",
        ),
        ("/nowhere", length.clone(), "404", "NOT_FOUND"),
    ] {
        let mut stream = says(address, &format!("POST {path} HTTP/1.1\r\nhost: {address}\r\n{fields}"));
        stream.write_all(&vec![b' '; MUCH]).expect("it is read over");
        let told = String::from_utf8(rest(&mut stream)).unwrap();
        assert_eq!(told.split(' ').nth(1), Some(status), "{told}");
        assert!(
            told.contains(code) && told.contains("\r\nconnection: close\r\n"),
            "{told}"
        );
    }
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn t124_who_writes_on_after_a_refusal_holds_one_connection_of_all_for_a_few_seconds() {
    let (server, address) = server(&[
        ("TRIALOGUE_LIMITS__CONNECTIONS", "2"),
        ("TRIALOGUE_STREAMS__CONNECTIONS", "1"),
    ])
    .await;
    let head = "content-type: application/json\r\ncontent-length: 999999999\r\n\r\n";
    let head = format!("POST /graphql HTTP/1.1\r\nhost: {address}\r\n{head}");
    let refused = || {
        let (mut stream, mut told) = (says(address, &head), [0; 12]);
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.read_exact(&mut told).unwrap();
        assert_eq!(&told, b"HTTP/1.1 413");
        stream
    };
    // Byte by byte, and both of the places are taken meanwhile.
    let (mut slow, began) = ([refused(), refused()], Instant::now());
    let mut third = says(address, &format!("{ASKS}connection: close\r\n\r\n"));
    third.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    assert!(third.read(&mut [0; 1]).is_err(), "there is no place");
    while slow.iter_mut().all(|stream| stream.write_all(b" ").is_ok()) {
        assert!(began.elapsed() < PATIENCE, "it goes on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    third.set_read_timeout(Some(PATIENCE)).unwrap();
    assert!(rest(&mut third).starts_with(b"HTTP/1.1 200"));
    drop(slow);
    // However much at once, it is broken off.
    let (mut fast, began) = (refused(), Instant::now());
    assert!(fast.write_all(&vec![b' '; 64 * 1024 * 1024]).is_err());
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    server.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn t124_a_head_is_as_long_as_the_longest_address_needs_and_what_is_no_head_is_answered_by_a_status() {
    let (server, address) = server(&[]).await;
    let asks = |path: usize, words: usize| {
        let (path, words) = ("a".repeat(path), "a".repeat(words));
        format!("GET /health/live?{path} HTTP/1.1\r\nhost: x\r\na: {words}\r\nconnection: close\r\n\r\n")
    };
    let told = rest(&mut says(address, &asks(65_000, 8_000)));
    assert!(told.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&told));
    for (words, status) in [
        (asks(65_600, 0), "414"),
        (asks(65_000, 17_000), "431"),
        (asks(0, 2_000_000), "431"),
        (format!("{ASKS}{}\r\n", "a: b\r\n".repeat(200)), "431"),
        ("GET /health/live HTTP/1.1\r\nno field\r\n\r\n".to_owned(), "400"),
        ("{\"query\":\"{a}\"}\r\n\r\n".to_owned(), "400"),
    ] {
        let told = String::from_utf8(rest(&mut says(address, &words))).unwrap();
        let (head, body) = told.split_once("\r\n\r\n").unwrap();
        assert_eq!((head.split(' ').nth(1), body), (Some(status), ""), "{told}");
        assert!(head.contains("\r\nconnection: close\r\n"), "{told}");
    }
    server.kill();
}
