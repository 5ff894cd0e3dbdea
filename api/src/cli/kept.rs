//! What operators keep outside of the server, and bring back to it: heads of audit logs, lists of erasures, and the secret
//! that both follow from.

use super::{Failure, failure::whole, wiring::in_store};
use crate::{
    audit,
    clock::Clock,
    config::Config,
    privacy,
    store::{Store, secret},
};

/// What is found of the audit log of one agency, or of all.
pub(super) async fn verified_audit(
    config: Config,
    tenant: Option<&str>,
    kept: Option<audit::KeptHead>,
) -> Result<Vec<audit::Chain>, Failure> {
    if let (Some(tenant), Some(kept)) = (tenant, kept.filter(|kept| kept.signature.is_some()))
        && !head_key(&config)?.signed(tenant, &kept)
    {
        return Err(Failure::failed(
            "The head was not signed by this server for this agency, so that it says nothing of its log. With another \
             instance secret than the one of then, give it without its signature.",
        ));
    }
    let head = kept.map(|kept| kept.head);
    in_store(config, async |store: &Store| audit::verify(store, tenant, head).await).await
}

/// Where the audit logs end, one line an agency, signed where the instance secret is at hand.
pub(super) async fn audit_heads(config: Config, tenant: Option<&str>) -> Result<Vec<String>, Failure> {
    let key = if config.has_secret() {
        Some(head_key(&config)?)
    } else {
        None
    };
    let heads = in_store(config, async |store: &Store| audit::heads(store, tenant).await).await?;
    let told = |(agency, head): (String, audit::Head)| match &key {
        Some(key) => format!("{agency}: {}", key.sign(&agency, head)),
        None => format!("{agency}: {head}"),
    };
    let mut lines: Vec<String> = heads.into_iter().map(told).collect();
    lines.push(match &key {
        Some(key) => format!("signed with the key whose public half is {}", key.public()),
        None => "not signed: the instance secret is not at hand".to_owned(),
    });
    Ok(lines)
}

fn head_key(config: &Config) -> Result<audit::HeadKey, Failure> {
    Ok(audit::HeadKey::new(instance_secret(config)?.derive("audit head")))
}

/// What a restored backup must not bring back, as a list.
pub(super) async fn erasures(config: Config, tenant: Option<&str>) -> Result<String, Failure> {
    let marks = marks(&config)?;
    let list = async |store: &Store| privacy::list_erasures(store, &Clock::system(), &marks, tenant).await;
    in_store(config, list).await
}

/// The list that was printed so.
pub(super) fn read_erasures(config: &Config, text: &str) -> Result<privacy::ErasureList, String> {
    let marks = marks(config)
        .map_err(|failure| format!("cannot be followed. {}", failure.to_string().trim_end_matches('.')))?;
    marks.read(text).map_err(|why| why.to_string())
}

/// Does again what a list says.
pub(super) async fn repeat_erasures(
    config: Config,
    list: &privacy::ErasureList,
) -> Result<privacy::Repetition, Failure> {
    let marks = marks(&config)?;
    let again = async |store: &Store| privacy::repeat_erasures(store, &Clock::system(), &marks, list).await;
    in_store(config, again).await
}

/// What lists of erasures are keyed with.
fn marks(config: &Config) -> Result<privacy::Marks, Failure> {
    Ok(privacy::Marks::new(instance_secret(config)?.derive("erasures")))
}

/// Has the database served with the secret that is at hand from now on.
pub(super) async fn adopt_secret(config: Config) -> Result<(), Failure> {
    let fingerprint = instance_secret(&config)?.fingerprint();
    in_store(config, async |store: &Store| {
        store.replace_fingerprint(&fingerprint).await
    })
    .await
}

/// The instance secret, which must be there: what is made with a new one fits nothing that the server made.
fn instance_secret(config: &Config) -> Result<secret::InstanceSecret, Failure> {
    if config.has_secret() {
        let secret = config.secret(&Clock::system());
        return secret.map_err(|error| Failure::failed(whole(error.to_string())));
    }
    Err(Failure::usage(format!(
        "There is no {}. Name the server's folder with --data-dir, or its secret with `instance_secret`.",
        config.data_dir.join(secret::FILE_NAME).display()
    )))
}
