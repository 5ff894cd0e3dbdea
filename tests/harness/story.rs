//! One test function over both databases.

use crate::{
    database::{Database, Kind},
    statements::Listener,
};

/// What a story can be given.
pub trait Fixture: Sized {
    /// A fresh one on a database of its own.
    fn fresh(kind: Kind) -> impl Future<Output = Self>;
}

impl Fixture for Database {
    async fn fresh(kind: Kind) -> Self {
        Self::fresh(kind).await
    }
}

/// Tells a story on one database, in a runtime of its own; [`on_both!`](crate::on_both) calls it.
pub fn tell<F: Fixture, S: Future<Output = ()>>(kind: Kind, story: impl FnOnce(F) -> S) {
    let listener = Listener::new();
    listener.clone().hear_this_thread();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .on_thread_start(move || listener.clone().hear_this_thread())
        .enable_all()
        .build()
        .expect("a runtime can be made");
    runtime.block_on(async { Box::pin(story(F::fresh(kind).await)).await });
}

/// Makes of each function two tests, `<name>::sqlite` and `<name>::postgres`, each with a fresh fixture of the parameter's
/// type.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($fixture:ident: $type:ty) $body:block)+) => {$(
        $(#[$meta])*
        async fn $name($fixture: $type) $body

        mod $name {
            #[test]
            fn sqlite() {
                $crate::story::tell($crate::database::Kind::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                $crate::story::tell($crate::database::Kind::Postgres, super::$name);
            }
        }
    )+};
}
