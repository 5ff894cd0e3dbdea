//! Servers that have just started, a new one for each item on each database, and what one of them carries.

use std::{io::Write as _, ops::Range};

use crate::{
    Options,
    aims::Aims,
    drive::drive,
    fault::Result,
    items::{Item, Requests},
    precedence, seed,
    target::{self, Target},
};

/// Measures on each database those of `offered` whose item was asked for, each at a server that has just started. `head` stands
/// above what is written of them.
pub(crate) async fn each<T: Copy>(
    options: &Options,
    head: &str,
    offered: &[T],
    item: fn(T) -> Item,
    measure: impl AsyncFn(T, &Requests, Target, &mut Aims) -> Result<()>,
) -> Result<Aims> {
    let mut out = std::io::stdout();
    let mut aims = Aims::default();
    writeln!(out, "{}", precedence::taken()?)?;
    for kind in &options.kinds {
        let database = seed::database(*kind, options.size).await?;
        let requests = Requests::new(options.size)?;
        writeln!(out, "\n## {kind:?}\n\n{head}")?;
        for one in offered {
            if !options.items.contains(&item(*one)) {
                continue;
            }
            let server = Target::start(target::server(&database)?)?;
            precedence::not_of(&server)?;
            measure(*one, &requests, server, &mut aims).await?;
        }
    }
    Ok(aims)
}

/// Requests a second that a server answers to connections which each ask again at once.
pub(crate) async fn carries(address: &str, numbers: Range<u32>, request: &dyn Fn(u32) -> Vec<u8>) -> Result<f64> {
    let count = f64::from(numbers.end - numbers.start);
    let seen = drive(address, numbers, request).await?;
    Ok(count / seen.elapsed.as_secs_f64())
}
