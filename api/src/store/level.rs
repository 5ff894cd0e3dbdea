//! A level: what all rows that one statement brought ask for together.

use std::{fmt, sync::Arc};

use tokio::sync::OnceCell;

use crate::error::{Error, Result};

/// A to-one relation of all rows of a level: asked of one row, it loads for all of them, once. Statements depend on
/// the query alone and not on timing. It lives no longer than its rows, and so no longer than their snapshot.
pub struct Level<K, V> {
    keys: Vec<K>,
    loaded: OnceCell<Vec<(K, V)>>,
}

impl<K: Copy + Ord, V: Clone> Level<K, V> {
    /// The level of rows that refer to these keys.
    #[must_use]
    pub fn of(keys: impl IntoIterator<Item = K>) -> Arc<Self> {
        let mut keys: Vec<K> = keys.into_iter().collect();
        keys.sort_unstable();
        keys.dedup();
        Arc::new(Self {
            keys,
            loaded: OnceCell::new(),
        })
    }

    /// The level of rows of which it is known already what they refer to.
    #[must_use]
    pub fn known(values: impl IntoIterator<Item = (K, V)>) -> Arc<Self> {
        let mut values: Vec<(K, V)> = values.into_iter().collect();
        values.sort_by_key(|(key, _)| *key);
        Arc::new(Self {
            keys: Vec::new(),
            loaded: OnceCell::new_with(Some(values)),
        })
    }

    /// What `key` refers to; `load` brings that of all keys, and runs once for the level.
    pub async fn get<F>(&self, key: K, load: impl FnOnce(Vec<K>) -> F) -> Result<Option<V>>
    where
        F: Future<Output = Result<Vec<(K, V)>>>,
    {
        // Boxed where it begins: all rows of a level come to wait here, and one of them alone loads.
        let sorted = || {
            let loading = load(self.keys.clone());
            Box::pin(async move {
                let mut loaded = loading.await?;
                loaded.sort_by_key(|(known, _)| *known);
                Ok::<_, Error>(loaded)
            })
        };
        let loaded = match self.loaded.get() {
            Some(loaded) => loaded,
            // Boxed, because each field of a noun is given the room of the largest.
            None => Box::pin(self.loaded.get_or_try_init(sorted)).await?,
        };
        let place = loaded.binary_search_by_key(&key, |(known, _)| *known);
        Ok(place
            .ok()
            .and_then(|place| loaded.get(place))
            .map(|(_, value)| value.clone()))
    }
}

/// Says how many rows it is for, and nothing of them.
impl<K, V> fmt::Debug for Level<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Level of {}", self.keys.len())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn rows_that_ask_at_the_same_time_load_once_for_all() {
        let loads = AtomicUsize::new(0);
        let level = Level::<u8, String>::of([3, 1, 3, 2]);
        let load = |keys: Vec<u8>| async {
            loads.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(keys
                .into_iter()
                .filter(|key| *key != 2)
                .map(|key| (key, key.to_string()))
                .collect())
        };
        let (one, two, three) = tokio::join!(level.get(1, load), level.get(2, load), level.get(3, load));
        assert_eq!(
            (one.unwrap(), two.unwrap(), three.unwrap()),
            (Some("1".to_owned()), None, Some("3".to_owned()))
        );
        assert_eq!(loads.into_inner(), 1);
    }

    #[tokio::test]
    async fn what_is_known_is_not_loaded() {
        let level = Level::known([(2, "two"), (1, "one")]);
        let load = |_| async { Err(crate::error::Fault::logged("it is known").into()) };
        for (key, found) in [(1, Some("one")), (2, Some("two")), (3, None)] {
            assert_eq!(level.get(key, load).await.unwrap(), found);
        }
    }
}
