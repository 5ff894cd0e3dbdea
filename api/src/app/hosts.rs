//! Whether the agencies are there that host names are to lead to.

use std::collections::BTreeMap;

use crate::{store::Store, tenancy};

/// Says which are not: who comes by such a name is told of no agency. One may be made later.
pub(super) async fn warn_of_unknown(store: &Store, by_host: &BTreeMap<String, String>) {
    for (host, slug) in by_host {
        match tenancy::is_there(store, slug).await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                host,
                slug,
                "tenants.by_host leads to an agency that is not there: make it, or mend the short name"
            ),
            Err(_) => tracing::warn!(host, slug, "it could not be looked for the agency of a host name"),
        }
    }
}
