//! The only file that knows the product by its Rust names.

use trialogue::store::{self, DatabaseConfig, ServerRole};

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
    DatabaseConfig {
        url,
        data_dir: database.folder().to_owned(),
        max_connections: 4,
        statement_timeout_ms: 30_000,
    }
}
