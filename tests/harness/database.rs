//! A database of its own for each test, on either system, copied from a template that was made once.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DbErr, QueryResult, RuntimeErr, Statement, TryGetable,
};
use trialogue::store::Store;
use uuid::Uuid;

use crate::{
    cluster::{Cluster, Role},
    held::scratch,
    product,
};

/// Which database system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file in the data folder.
    Sqlite,
    /// A database of the throw-away cluster.
    Postgres,
}

/// A data folder, and on PostgreSQL a database; both go when this and every process that serves it are dropped.
pub struct Database(Arc<Made>);

/// What was made, and goes when it is dropped.
struct Made {
    kind: Kind,
    folder: PathBuf,
    postgres: Option<(&'static Cluster, String)>,
}

impl Database {
    /// A database with nothing in it, not even tables.
    pub async fn blank(kind: Kind) -> Self {
        Self::made(kind, None).await
    }

    /// A migrated database without rows.
    pub async fn fresh(kind: Kind) -> Self {
        static MIGRATED: [tokio::sync::OnceCell<Database>; 2] = [const { tokio::sync::OnceCell::const_new() }; 2];
        let [sqlite, postgres] = &MIGRATED;
        let template = match kind {
            Kind::Sqlite => sqlite,
            Kind::Postgres => postgres,
        };
        let template = template.get_or_init(|| async {
            let database = Self::blank(kind).await;
            product::migrate(&database).await;
            database
        });
        template.await.copy().await
    }

    /// A copy of this one, which nobody may be connected to.
    pub async fn copy(&self) -> Self {
        Self::made(self.0.kind, Some(self)).await
    }

    /// The same one, for a process that serves it: a server takes nothing more once its files are gone.
    pub(crate) fn shared(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    async fn made(kind: Kind, template: Option<&Self>) -> Self {
        let folder = scratch().join(Uuid::new_v4().simple().to_string());
        fs::create_dir(&folder).expect("the scratch folder can be written");
        if let Some(template) = template {
            copy_files(&template.0.folder, &folder);
        }
        let postgres = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => {
                let cluster = Cluster::running().await;
                let template = template.and_then(|template| template.0.postgres.as_ref());
                Some((cluster, cluster.create(template.map(|(_, name)| name.as_str())).await))
            }
        };
        Self(Arc::new(Made { kind, folder, postgres }))
    }

    /// Which system it is on.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The server's data folder; the SQLite file is in it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// The address for the server's role; none on SQLite.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        self.url_as(Role::Server)
    }

    /// The address for the owner of the tables; none on SQLite.
    #[must_use]
    pub fn owner_url(&self) -> Option<String> {
        self.url_as(Role::Owner)
    }

    /// The address for a role; none on SQLite.
    #[must_use]
    pub fn url_as(&self, role: Role) -> Option<String> {
        let (cluster, name) = self.0.postgres.as_ref()?;
        Some(cluster.url(role, name))
    }

    /// Shuts a PostgreSQL database to everybody, as if it had gone away, or opens it again.
    pub async fn shut(&self, shut: bool) {
        if let Some((cluster, name)) = &self.0.postgres {
            cluster.shut(name, shut).await;
        }
    }

    /// The server's own store over it, for stories about the store alone.
    pub async fn store(&self) -> Store {
        Store::connect(&product::store_config(self, self.url()))
            .await
            .expect("a migrated database can be opened")
    }

    /// One connection that sees everything and bypasses the product, for looking underneath.
    pub async fn raw(&self) -> DatabaseConnection {
        self.raw_as(Role::Superuser).await
    }

    /// One connection as a role, round the product; on SQLite there is but one role.
    pub async fn raw_as(&self, role: Role) -> DatabaseConnection {
        let file = self.folder().join("trialogue.sqlite");
        let url = self
            .url_as(role)
            .unwrap_or_else(|| format!("sqlite://{}?mode=rwc", file.display()));
        let mut options = ConnectOptions::new(url);
        let never = None::<std::time::Duration>;
        options.max_connections(1).idle_timeout(never).max_lifetime(never);
        options.sqlx_logging(false);
        sea_orm::Database::connect(options).await.expect("the database answers")
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // Leftovers go with the process, so failing here is no harm.
        drop(fs::remove_dir_all(&self.folder));
        let Some((cluster, name)) = self.postgres.take() else {
            return;
        };
        // A thread of its own, because waiting inside a runtime is not allowed.
        let dropped = thread::spawn(move || {
            if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
                runtime.block_on(cluster.drop(&name));
            }
        });
        drop(dropped.join());
    }
}

fn copy_files(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the template's folder can be read").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target).expect("the copy's folder can be written");
            copy_files(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the template's files can be copied");
        }
    }
}

/// The rows that a query brings.
pub async fn rows(raw: &impl ConnectionTrait, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
    raw.query_all_raw(Statement::from_string(raw.get_database_backend(), sql))
        .await
}

/// The one column of the rows that a query brings, which must be one that works.
pub async fn column<T: TryGetable>(raw: &impl ConnectionTrait, sql: &str) -> Vec<T> {
    let rows = rows(raw, sql).await.expect("the query works");
    let values = rows.iter().map(|row| row.try_get_by_index(0));
    values.collect::<Result<_, _>>().expect("the column has this type")
}

/// A uuid as SQL text: the two systems keep it differently.
#[must_use]
pub fn literal(kind: Kind, id: Uuid) -> String {
    match kind {
        Kind::Sqlite => format!("x'{}'", id.simple()),
        Kind::Postgres => format!("'{id}'"),
    }
}

/// The code that the database gave an error: an SQLSTATE on PostgreSQL, an extended result code on SQLite.
#[must_use]
pub fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error else {
        return None;
    };
    Some(error.as_database_error()?.code()?.into_owned())
}
