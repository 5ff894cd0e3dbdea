//! Where the commands meet the house: the only place of the command line that calls `app`.

use std::collections::BTreeMap;

use super::{Failure, failure::whole, tenant::NewTenant};
use crate::{
    app::{self, App, StartError},
    client,
    clock::Clock,
    config::Config,
    demo,
    error::Error,
    exchange, http, policy, schema as house,
    store::{self, Alone, Contents, ServerRole, Store},
    tenancy,
};

/// A server that runs.
pub(super) type Running = App;

/// Starts the server. Whoever can read a demo's folder can sign in as its people, so it is not served as a real one.
pub(super) async fn start(config: Config) -> Result<Server, Failure> {
    // Taken first, so that no demo is made meanwhile of what is looked at.
    let alone = store::alone(&config.store())?;
    if matches!(
        store::contents(&config.store()).await?,
        Contents::Demo | Contents::UnfinishedDemo
    ) {
        return Err(Failure::usage(format!(
            "The database in {folder} is a demo's, whose passwords stand in a file beside it. Run `trialogue demo --data-dir \
             {folder}` for it, or name another folder with --data-dir.",
            folder = config.data_dir.display()
        )));
    }
    let app = App::start(config, Clock::system()).await?;
    Ok(Server { app, alone })
}

/// A server that runs; no other may run in its folder until this is dropped.
pub(super) struct Server {
    pub(super) app: Running,
    pub(super) alone: Option<Alone>,
}

/// Starts a server over made-up data, and says how to sign in.
pub(super) async fn start_demo(config: Config, progress: exchange::Progress<'_>) -> Result<Demo, Failure> {
    // Taken first: whoever calls while the data is being made waits, and a place that is taken is told at once.
    let listener = app::listen(&config).await?;
    let address = listener
        .local_addr()
        .map_err(|error| StartError(error.kind().to_string()))?;
    let Some(ready) = demo::prepare(&config, address, progress).await? else {
        return Err(Failure::usage(format!(
            "The folder {} holds a database that is not a demo's. Name another folder with --data-dir.",
            config.data_dir.display()
        )));
    };
    let app = App::start_on(listener, config, Clock::system()).await?;
    Ok(Demo { app, ready })
}

/// A demo that runs; no other server may run in its folder until this is dropped.
pub(super) struct Demo {
    pub(super) app: Running,
    pub(super) ready: demo::Ready,
}

/// Brings the database to this version's structure.
pub(super) async fn migrate(config: Config, role: Option<String>) -> Result<(), Failure> {
    if role.is_some() && config.database.url.is_none() {
        return Err(Failure::usage(
            "--role names a role of PostgreSQL: give that database's address with --database-url, or leave the role out.",
        ));
    }
    let role = role.map(|name| ServerRole { name });
    Ok(store::migrate(&config.store(), role.as_ref()).await?)
}

/// Makes an agency; the answer tells the operator how its first administrator gets in.
pub(super) async fn create_tenant(config: Config, tenant: NewTenant) -> Result<String, Failure> {
    let new = tenancy::NewTenant {
        slug: tenant.slug,
        name: tenant.name,
        admin: tenant.admin,
        jurisdiction: tenant.jurisdiction,
        kind: tenant.kind,
        language: tenant.language,
        time_zone: tenant.time_zone,
    };
    let make = async |store: &Store| tenancy::create_tenant(store, &Clock::system(), &new).await;
    let invited = in_new_store(config, make).await?;
    Ok(format!(
        "The agency {} is there. Its first administrator accepts this invitation within 14 days, once, with the \
         mutation acceptInvitation:\n{}",
        new.slug, invited.token
    ))
}

/// Sets which documents a client may run, each of which must pass the checks of a request; with none it may run any.
pub(super) async fn list_operations(
    config: Config,
    tenant: &str,
    client: &str,
    documents: Option<Vec<String>>,
) -> Result<String, Failure> {
    let checker =
        http::Checker::new(&house::sdl(), app::limits(&config)).map_err(|fault| Failure::from(Error::from(fault)))?;
    let documents = documents.map(|documents| {
        let listed = documents.into_iter().map(|document| match checker.check(&document) {
            Ok(_) => Ok((http::digest(&document), document)),
            Err(errors) => {
                let first = errors.first().map_or("", |error| error.message.trim_end_matches('.'));
                let begin: String = document.chars().take(60).collect();
                Err(Failure::failed(format!(
                    "A document is not valid: {first}. It begins: {begin:?}."
                )))
            }
        });
        listed.collect::<Result<BTreeMap<_, _>, _>>()
    });
    let documents = documents.transpose()?;
    let number = documents.as_ref().map(BTreeMap::len);
    let list = async |store: &Store| client::list_operations(store, &Clock::system(), tenant, client, documents).await;
    in_store(config, list).await?;
    Ok(match number {
        Some(number) => {
            format!("From the next request on the client runs what is in the list and nothing else: {number} in all.")
        }
        None => "The client may run any document again.".to_owned(),
    })
}

/// Imports an export of the Polis software.
pub(super) async fn import_polis(
    config: Config,
    import: exchange::PolisImport,
    progress: exchange::Progress<'_>,
) -> Result<exchange::Report, Failure> {
    let run = async |store: &Store| exchange::import_polis(store, &Clock::system(), &import, progress).await;
    in_store(config, run).await
}

/// Imports a file of the INTERLINK project.
pub(super) async fn import_interlink(
    config: Config,
    tenant: &str,
    file: &std::path::Path,
) -> Result<exchange::Templates, Failure> {
    let run = async |store: &Store| exchange::import_interlink(store, &Clock::system(), tenant, file).await;
    in_store(config, run).await
}

/// Does some work in the store, after the embedded database got this version's structure, and closes it. An embedded database
/// must be there: one that is made for a mistyped folder holds nothing to work on.
pub(super) async fn in_store<T>(
    config: Config,
    work: impl AsyncFnOnce(&Store) -> Result<T, Error>,
) -> Result<T, Failure> {
    if store::contents(&config.store()).await? == Contents::Nothing {
        return Err(Failure::usage(format!(
            "There is no database in the folder {}. Name the server's folder with --data-dir, or its database with \
             --database-url.",
            config.data_dir.display()
        )));
    }
    in_new_store(config, work).await
}

/// The same, where the embedded database is made if it is not there.
async fn in_new_store<T>(config: Config, work: impl AsyncFnOnce(&Store) -> Result<T, Error>) -> Result<T, Failure> {
    let database = config.store();
    if database.url.is_none() {
        store::migrate(&database, None).await?;
    }
    let store = Store::connect(&database).await?;
    let done = work(&store).await;
    store.close().await;
    Ok(done?)
}

/// The GraphQL schema in its own language.
pub(super) fn schema() -> String {
    house::sdl()
}

const MATRIX: &str = "\
# Who may what

Made from `policies/` by `script/generate`; change a policy, not this page. For each guarded field and each action: the
fewest facts that allow it, and those that refuse although fewer would allow. What no line allows is refused, with the
code of the heading.

```
";

/// The page about who may read and do what.
pub(super) fn access_matrix() -> Result<String, Failure> {
    Ok(format!("{MATRIX}{}```", matrix()?))
}

fn policies() -> Result<policy::Policies, Failure> {
    policy::Policies::load().map_err(|error| Failure::failed(whole(error.to_string())))
}

/// For each guarded field and each action the fewest facts that decide it.
pub(super) fn matrix() -> Result<String, Failure> {
    Ok(policy::matrix(&policies()?))
}

/// That the policies hold together, and how many there are.
pub(super) fn checked_policies() -> Result<String, Failure> {
    let count = policies()?.count();
    let (fields, actions) = (policy::Field::ALL.len(), policy::Action::ALL.len());
    Ok(format!(
        "{count} policies rule on {fields} fields and {actions} actions, and validate strictly."
    ))
}

/// The rules of agencies that do not fit these policies any more, a sentence each.
pub(super) async fn unfit_rules(config: Config) -> Result<Vec<String>, Failure> {
    let found = in_store(config, async |store: &Store| app::unfit_rules(store).await).await?;
    Ok(found.iter().map(|rule| format!("{rule}.")).collect())
}

/// Why something would be allowed or refused.
pub(super) fn explanation(asked: &policy::Asked) -> Result<String, Failure> {
    let told = policy::explain(&policies()?, asked).map_err(|middle| Failure::usage(whole(middle)))?;
    let decision = &told.decision;
    let mut lines = vec![if decision.allowed {
        format!("{}: allowed", asked.about)
    } else {
        format!("{}: refused, {}", asked.about, decision.code.name())
    }];
    lines.push(format!("because: {}", decision.because));
    if !decision.allowed && !decision.lift.is_empty() {
        lines.push(format!("lift: {}", decision.lift));
    }
    let by = if told.decided_by.is_empty() {
        "none opens it".to_owned()
    } else {
        told.decided_by.join(", ")
    };
    lines.push(format!("decided by: {by}"));
    lines.push(format!("of: {}", told.rules.join(", ")));
    Ok(lines.join("\n"))
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::failed(whole(error.0))
    }
}
