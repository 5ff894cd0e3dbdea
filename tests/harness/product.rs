//! The only file that knows the product by its Rust names.

use std::net::SocketAddr;

use entity::vocabulary::AgencyKind;
use trialogue::{
    app::App,
    clock::Clock,
    config::Config,
    store::{self, DatabaseConfig, ServerRole},
    tenancy::NewTenant,
};

use crate::{cluster::Role, database::Database};

/// Brings a database to the newest structure, as the owner of its tables.
pub(crate) async fn migrate(database: &Database) {
    let url = database.owner_url();
    let role = url.is_some().then(|| ServerRole {
        name: Role::Server.name().to_owned(),
    });
    store::migrate(&store_config(database, url), role.as_ref())
        .await
        .expect("an empty database can be migrated");
}

/// Where the server's store is; few connections, so that tests in parallel do not run out of them.
pub(crate) fn store_config(database: &Database, url: Option<String>) -> DatabaseConfig {
    config(database, url, &[]).store()
}

fn config(database: &Database, url: Option<String>, options: &[(&str, &str)]) -> Config {
    let mut flags = vec![
        ("data_dir", database.folder().to_string_lossy().into_owned()),
        ("listen", "127.0.0.1:0".to_owned()),
        // Fixed, so that the world's tokens are good at every server over a copy of it.
        ("public_url", "http://trialogue.test".to_owned()),
        ("database.max_connections", "4".to_owned()),
        ("streams.waiting", "16".to_owned()),
        // Whatever machine runs them, nobody in a story is sent away but where it asks for that.
        ("limits.concurrent", "64".to_owned()),
        ("limits.waiting", "64".to_owned()),
        ("streams.unread_bytes", "1048576".to_owned()),
        ("metrics.listen", "127.0.0.1:0".to_owned()),
    ];
    flags.extend(url.map(|url| ("database.url", url)));
    // The last that is said of an option holds.
    flags.extend(options.iter().map(|(key, value)| (*key, (*value).to_owned())));
    Config::load(None, [], &flags).expect("the options are known and within bounds")
}

/// A running server.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Where it tells figures about its work.
    pub(crate) metrics: SocketAddr,
    app: App,
}

/// Starts the server over a migrated database, with these options beside those of all stories, or in their place.
pub(crate) async fn start(database: &Database, clock: Clock, options: &[(&str, &str)]) -> Server {
    let app = App::start(config(database, database.url(), options), clock).await;
    let app = app.expect("a server over a migrated database starts");
    Server {
        address: app.address,
        metrics: app.metrics.expect("an address for it is configured"),
        app,
    }
}

impl Server {
    /// Returns when the requests under way have ended.
    pub(crate) async fn stop(self) {
        self.app.stop().await;
    }

    /// Makes an agency, as the operator does; answers with the first administrator's secret.
    pub(crate) async fn create_tenant(&self, slug: &str, admin: &str) -> String {
        let new = NewTenant {
            slug: slug.to_owned(),
            name: format!("Agency {slug}"),
            admin: admin.to_owned(),
            jurisdiction: "GB".to_owned(),
            kind: AgencyKind::LocalAuthority,
            language: "en".to_owned(),
            time_zone: "Europe/London".to_owned(),
        };
        self.app.create_tenant(&new).await.expect("an agency can be made").token
    }
}
