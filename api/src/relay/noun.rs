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
/// A field is a doc comment, a name, a type and a class. What is computed, and every relation, is a method in a
/// `#[ComplexObject]` beside it.
macro_rules! noun {
    (
        $(#[$meta:meta])*
        pub struct $Noun:ident of $table:ident {
            $( #[doc = $doc:literal] $field:ident : $ty:ty, $class:ident; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        #[graphql(complex)]
        pub struct $Noun {
            #[graphql(skip)]
            pub(crate) key: entity::id::Id<entity::$table::Entity>,
            #[graphql(skip)]
            pub(crate) seen: i64,
            $(
                #[doc = $doc]
                #[graphql(directive = $crate::relay::access::access::apply(entity::vocabulary::AccessClass::$class, None))]
                pub(crate) $field: $ty,
            )*
        }

        impl From<entity::$table::Model> for $Noun {
            fn from(row: entity::$table::Model) -> Self {
                Self { key: row.id, seen: row.version, $($field: row.$field,)* }
            }
        }

        impl $Noun {
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
