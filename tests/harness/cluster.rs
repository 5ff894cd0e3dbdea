//! A throw-away PostgreSQL cluster, one for each test process, started when the first test asks for it.

use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::held::Held;

/// Who connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sees everything; for looking underneath.
    Superuser,
    /// Owns the tables, migrates; neither superuser nor exempt from row security.
    Owner,
    /// What the server connects as: neither of the two, and owns nothing.
    Server,
}

impl Role {
    /// The role's name in the cluster.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Superuser => "postgres",
            Self::Owner => "trialogue_owner",
            Self::Server => "trialogue_app",
        }
    }
}

/// The running cluster.
pub struct Cluster {
    port: u16,
    password: String,
    held: Held,
}

impl Cluster {
    /// The cluster of this process, started at the first call.
    pub async fn running() -> &'static Self {
        static CLUSTER: tokio::sync::OnceCell<Cluster> = tokio::sync::OnceCell::const_new();
        CLUSTER
            .get_or_init(|| async {
                let cluster = tokio::task::spawn_blocking(Self::start)
                    .await
                    .expect("the starting task does not panic");
                for role in [Role::Owner, Role::Server] {
                    let (name, password) = (role.name(), &cluster.password);
                    let limits = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS";
                    cluster
                        .run(&format!("CREATE ROLE {name} LOGIN PASSWORD '{password}' {limits}"))
                        .await;
                }
                cluster
            })
            .await
    }

    /// The address of a database for a role.
    #[must_use]
    pub fn url(&self, role: Role, database: &str) -> String {
        let (name, password, port) = (role.name(), &self.password, self.port);
        format!("postgres://{name}:{password}@127.0.0.1:{port}/{database}")
    }

    /// The folder that holds the cluster and its socket.
    #[must_use]
    pub fn folder(&self) -> &Path {
        Path::new(&self.held.answer)
    }

    /// Makes an owner's database with an unused name: a copy of `template`, or an empty one.
    pub async fn create(&self, template: Option<&str>) -> String {
        let name = format!("t_{}", Uuid::new_v4().simple());
        let (owner, template) = (Role::Owner.name(), template.unwrap_or("template0"));
        self.run(&format!("CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}"))
            .await;
        name
    }

    /// Drops a database, whoever is still connected.
    pub async fn drop(&self, database: &str) {
        self.run(&format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"))
            .await;
    }

    /// Refuses every connection to a database and ends those that are there; or takes connections again.
    pub async fn shut(&self, database: &str, shut: bool) {
        self.run(&format!("ALTER DATABASE {database} ALLOW_CONNECTIONS {}", !shut))
            .await;
        if shut {
            self.run(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"
            ))
            .await;
        }
    }

    /// A connection that lasts one statement: the runtime of one test must not own what another test uses.
    async fn run(&self, sql: &str) {
        let mut connection = PgConnection::connect(&self.url(Role::Superuser, "postgres"))
            .await
            .expect("the cluster answers");
        connection
            .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
            .await
            .expect("the cluster's superuser may do this");
        connection.close().await.expect("the connection closes");
    }

    fn start() -> Self {
        let programs = programs();
        let password = Uuid::new_v4().simple().to_string();
        // The port is free when asked for, and another process may take it before the server does.
        for _ in 0..5 {
            let port = free_port();
            if let Some(held) = Held::start(&mut supervisor(programs, port), &password) {
                return Self { port, password, held };
            }
        }
        panic!("PostgreSQL did not start; its programs are in {}", programs.display())
    }
}

/// PostgreSQL refuses to run as root, so a root process hands over to the user that its package makes.
fn supervisor(programs: &Path, port: u16) -> Command {
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    let mut command = if is_root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command
        .args(["-c", include_str!("cluster.sh"), "sh"])
        .arg(programs)
        .arg(port.to_string());
    // The other user may not be able to enter the folder that the tests run in.
    command.current_dir("/");
    command
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("a port is free")
        .port()
}

/// The program that writes a database out whole.
#[must_use]
pub fn dump_program() -> PathBuf {
    programs().join("pg_dump")
}

/// The folder of PostgreSQL's programs: the newest of the distribution's, or what the path finds.
fn programs() -> &'static Path {
    static PROGRAMS: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut packaged: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
        packaged.sort_by_key(|folder| version_of(folder));
        let on_path = env::var_os("PATH").unwrap_or_default();
        packaged
            .into_iter()
            .rev()
            .chain(env::split_paths(&on_path))
            .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
            .expect("PostgreSQL 15 or later is installed: initdb and pg_ctl were not found")
    })
}

fn version_of(folder: &Path) -> u32 {
    let version = folder.parent().and_then(Path::file_name).unwrap_or_default();
    version.to_string_lossy().parse().unwrap_or_default()
}
