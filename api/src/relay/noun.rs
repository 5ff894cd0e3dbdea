//! A noun is declared once, one line a field.

use entity::vocabulary::AccessClass;

/// A column of a noun, as data: for the coverage tests, filters, documents and, later, a planner.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in Rust and in the table.
    pub name: &'static str,
    /// How confidential it is.
    pub class: AccessClass,
    /// Its description.
    pub doc: &'static str,
}

/// Declares a GraphQL object with its columns: the object, its making from a row, and `COLUMNS`.
///
/// A field is a doc comment, a name, a type and a class, with attributes of GraphQL between where it needs some. What is
/// computed, and every relation, is a method in a `#[ComplexObject]` beside it; what those need stands under `with`, and
/// is then given to `made` together with the row.
///
/// Nouns resolve their fields one after another (`serial`), which costs half of what doing it side by side costs: all wait
/// for the same connection, and a [`crate::store::Level`] loads for all rows whichever asks first.
macro_rules! noun {
    ( $(#[$meta:meta])* pub struct $Noun:ident of $table:ident { $($fields:tt)* } ) => {
        noun! {
            $(#[$meta])*
            pub struct $Noun of $table { $($fields)* }
            with {}
        }

        impl From<entity::$table::Model> for $Noun {
            fn from(row: entity::$table::Model) -> Self {
                Self::made(row)
            }
        }
    };
    (
        $(#[$meta:meta])*
        pub struct $Noun:ident of $table:ident {
            $( #[doc = $doc:literal] $(#[$attribute:meta])* $field:ident : $ty:ty, $class:ident; )*
        }
        with { $( $beside:ident : $Beside:ty ),* $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        #[graphql(complex, serial)]
        pub struct $Noun {
            #[graphql(skip)]
            pub(crate) key: entity::id::Id<entity::$table::Entity>,
            #[graphql(skip)]
            pub(crate) seen: i64,
            $(
                #[graphql(skip)]
                $beside: $Beside,
            )*
            $(
                #[doc = $doc]
                #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::$class, None))]
                $(#[$attribute])*
                pub(crate) $field: $ty,
            )*
        }

        impl $Noun {
            /// The noun of a row.
            pub(super) fn made(row: entity::$table::Model $(, $beside: $Beside)*) -> Self {
                Self { key: row.id, seen: row.version, $($beside,)* $($field: row.$field,)* }
            }

            /// Its columns, as data.
            pub const COLUMNS: &[$crate::relay::Column] = &[$(
                $crate::relay::Column {
                    name: stringify!($field),
                    class: entity::vocabulary::AccessClass::$class,
                    doc: $doc,
                },
            )*];
        }
    };
}
