//! What the edge costs and bears: beside the GraphQL library's own handler for plain queries, under the worst documents, and
//! for keeping budgets.

mod budgets;
mod documents;
mod plain;
mod worst;

use std::io::Write as _;

use crate::{Options, aims::Aims, fault::Result, items::Requests, seed};

/// Measures all of it, on each database.
pub(crate) async fn measure(options: &Options) -> Result<Aims> {
    let mut aims = Aims::default();
    for kind in &options.kinds {
        let database = seed::database(*kind, options.size).await?;
        let requests = Requests::new(options.size)?;
        let mut out = std::io::stdout();
        writeln!(out, "\n## {kind:?}")?;
        let compared = plain::compare(&database, &requests, options, &mut aims).await?;
        writeln!(out, "\n{}", compared.table)?;
        if let Some(point) = compared.point {
            writeln!(out, "{}", budgets::told(&database, point, &mut aims).await?)?;
        }
        writeln!(
            out,
            "\n{}",
            worst::table(&database, requests.token(0), &mut aims).await?
        )?;
    }
    Ok(aims)
}
