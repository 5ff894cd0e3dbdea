//! Follows the chain of an agency from its first entry, and says where it is broken.

use std::{fmt, str::FromStr};

use entity::{audit_entry, id::TenantId};
use sea_orm::{ColumnTrait as _, Condition, Order};

use super::chain::{Hash, NOTHING, hash, hex, unhex};
use crate::{
    actor::Actor,
    error::{Fault, Refusal, Result},
    store::{Store, Tx},
};

/// How many entries are read at once.
const PAGE: u64 = 1_000;

/// Where a chain ends: a position and its hash, which an agency keeps elsewhere to know its log again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last position; 0 where there is no entry.
    pub position: i64,
    hash: Hash,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.position, hex(&self.hash))
    }
}

impl FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let parts = text.split_once(':');
        let head = parts.and_then(|(position, hash)| {
            Some(Self {
                position: position.parse().ok().filter(|position| *position >= 0)?,
                hash: unhex(hash)?,
            })
        });
        head.ok_or("use a position and a hash of 64 digits, such as this command prints: 41:9f2c…")
    }
}

/// How a chain is broken, at which position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There is no entry of this position, and there are later ones.
    Missing(i64),
    /// The entry of this position is not the one that was chained here.
    Altered(i64),
    /// The chain ends before this position, which was once handed out.
    Truncated(i64),
    /// The whole chain up to this position is another one than was once handed out.
    Rewritten(i64),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(position) => write!(f, "the entry at position {position} was removed"),
            Self::Altered(position) => write!(f, "the entry at position {position} was altered or moved"),
            Self::Truncated(position) => write!(f, "the entries from position {position} on were cut off"),
            Self::Rewritten(position) => {
                write!(
                    f,
                    "the chain up to position {position} is not the one whose head was handed out"
                )
            }
        }
    }
}

/// What was found of an agency's chain.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Short name of the agency.
    pub agency: String,
    /// Where it ends, or where it is broken.
    pub found: std::result::Result<Head, Broken>,
}

/// Follows the chain of the agency with this short name, or of all; the chain of one may have to hold a head that was
/// handed out before.
pub async fn verify(store: &Store, agency: Option<&str>, handed_out: Option<Head>) -> Result<Vec<Chain>> {
    let agencies = store.agencies_by_slug(agency).await?;
    if agency.is_some() && agencies.is_empty() {
        return Err(Refusal::no_agency().into());
    }
    let mut chains = Vec::new();
    for (id, slug) in agencies {
        let found = follow(store, id, handed_out).await?;
        chains.push(Chain { agency: slug, found });
    }
    Ok(chains)
}

/// Where the chains end of the agency with this short name, or of all, by the last entry alone: what is before it is not
/// followed.
pub async fn heads(store: &Store, agency: Option<&str>) -> Result<Vec<(String, Head)>> {
    let agencies = store.agencies_by_slug(agency).await?;
    if agency.is_some() && agencies.is_empty() {
        return Err(Refusal::no_agency().into());
    }
    let mut heads = Vec::new();
    for (id, slug) in agencies {
        heads.push((slug, end_of(store, id).await?));
    }
    Ok(heads)
}

/// Where the chain of an agency ends, by the last entry alone.
pub async fn end_of(store: &Store, agency: TenantId) -> Result<Head> {
    let tx = store.read(Actor::job(agency, "audit head")).await?;
    let rows = tx.rows::<audit_entry::Entity>();
    let Some(end) = rows.order(audit_entry::Column::Position, Order::Desc).one().await? else {
        return Ok(Head {
            position: 0,
            hash: NOTHING,
        });
    };
    let hash = unhex(&end.hash).ok_or_else(|| Fault::logged("the audit log ends with no hash"))?;
    Ok(Head {
        position: end.position,
        hash,
    })
}

async fn follow(
    store: &Store,
    agency: TenantId,
    handed_out: Option<Head>,
) -> Result<std::result::Result<Head, Broken>> {
    let tx = store.read(Actor::job(agency, "audit verify")).await?;
    let mut head = Head {
        position: 0,
        hash: NOTHING,
    };
    loop {
        let rows = page(&tx, head.position).await?;
        let is_last = rows.is_empty();
        for row in &rows {
            head = match next(head, row) {
                Ok(head) => head,
                Err(broken) => return Ok(Err(broken)),
            };
            if handed_out.is_some_and(|handed| handed.position == head.position && handed.hash != head.hash) {
                return Ok(Err(Broken::Rewritten(head.position)));
            }
        }
        if is_last {
            break;
        }
    }
    Ok(match handed_out {
        Some(handed) if handed.position > head.position => Err(Broken::Truncated(head.position + 1)),
        _ => Ok(head),
    })
}

async fn page(tx: &Tx, after: i64) -> Result<Vec<audit_entry::Model>> {
    tx.rows::<audit_entry::Entity>()
        .filter(Condition::all().add(audit_entry::Column::Position.gt(after)))
        .order(audit_entry::Column::Position, Order::Asc)
        .all(PAGE)
        .await
}

fn next(head: Head, row: &audit_entry::Model) -> std::result::Result<Head, Broken> {
    let position = head.position + 1;
    if row.position != position {
        return Err(Broken::Missing(position));
    }
    let (hash, previous) = (hash(&head.hash, row), (position > 1).then(|| hex(&head.hash)));
    if row.hash != hex(&hash) || row.previous_hash != previous {
        return Err(Broken::Altered(position));
    }
    Ok(Head { position, hash })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_as_it_prints() {
        let head = Head {
            position: 41,
            hash: [7; 32],
        };
        assert_eq!(head.to_string().parse(), Ok(head));
        let text = head.to_string();
        for other in [
            text.replace("41", "-1"),
            text.replace(':', " "),
            format!("{text}0"),
            String::new(),
        ] {
            assert!(other.parse::<Head>().is_err(), "{other}");
        }
    }
}
