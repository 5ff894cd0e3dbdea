//! Connections that are broken off since there are as many from one place as may be: whoever watches is told how many.

use std::{
    io::Read as _,
    net::{SocketAddr, TcpStream},
};

use harness::{app::App, database::Kind, story::Fixture as _};
use reqwest::Method;

use crate::{
    connections::{ASKS, PATIENCE, is_let_in, says},
    edge::figure,
};

#[tokio::test(flavor = "multi_thread")]
async fn t124_connections_that_are_broken_off_are_counted_and_nothing_is_told_of_where_they_come_from() {
    const PART: usize = 64;

    let app = App::fresh(Kind::Sqlite).await;
    let app = app
        .limited(&[("limits.connections", "200"), ("streams.connections", "1")])
        .await;
    let address: SocketAddr = app.url.trim_start_matches("http://").parse().unwrap();
    let watches = app.stranger().at(&app.metrics);
    let figures = async || {
        let answer = watches.request(Method::GET, "/metrics").send().await.unwrap();
        let text = answer.text().await.unwrap();
        assert!(!text.contains("127.0.0"), "{text}");
        ["server", "metrics"].map(|at| figure(&text, &format!("trialogue_connections_broken_off_total{{at=\"{at}\"}}")))
    };
    assert_eq!(figures().await, [Some(0), Some(0)]);
    let held: Vec<_> = (0..PART).map(|_| says(address, ASKS)).collect();
    for _ in 0..3 {
        let mut more = TcpStream::connect(address).unwrap();
        more.set_read_timeout(Some(PATIENCE)).unwrap();
        assert!(matches!(more.read(&mut [0; 1]), Ok(0) | Err(_)));
    }
    assert_eq!(figures().await, [Some(3), Some(0)]);
    // Who has a place counts for nothing there.
    drop(held);
    let whole = format!("{ASKS}connection: close\r\n\r\n");
    is_let_in(address).await;
    let before = figures().await;
    assert!(says(address, &whole).read_exact(&mut [0; 12]).is_ok());
    assert_eq!(figures().await, before);
}
