//! The columns of every entity, by the name of its table.

use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable};

/// A column's name and type.
pub(in crate::store) type Column = (&'static str, ColumnType);

fn columns<E: EntityTrait>() -> Vec<Column> {
    E::Column::iter()
        .map(|column| (column.as_str(), column.def().get_column_type().clone()))
        .collect()
}

macro_rules! tables {
    ($($table:ident),* $(,)?) => {
        /// The columns of a table of the agency, or of the account; none for a table that is not listed, which a test forbids.
        pub(in crate::store) fn columns_of(table: &str) -> Vec<Column> {
            match table {
                $(stringify!($table) => columns::<entity::$table::Entity>(),)*
                "account" => columns::<entity::account::Entity>(),
                _ => Vec::new(),
            }
        }
    };
}

crate::store::visible::tenant_tables!(tables);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_an_agency_has_its_columns_here() {
        for declared in entity::ENTITIES.iter().filter(|declared| !declared.global) {
            let columns = columns_of(declared.table);
            for sealed in declared.sealed {
                let known = columns.iter().any(|(name, _)| *name == sealed.name);
                assert!(known, "{}.{}", declared.table, sealed.name);
            }
        }
    }

    #[test]
    fn what_goes_along_with_a_value_is_public() {
        for declared in entity::ENTITIES {
            let columns = columns_of(declared.table);
            for with in declared.sealed.iter().flat_map(|sealed| sealed.given_with) {
                assert!(
                    columns.iter().any(|(name, _)| name == with),
                    "{}.{with}",
                    declared.table
                );
                let sealed = declared.sealed.iter().any(|sealed| sealed.name == *with);
                assert!(!sealed, "{}.{with}", declared.table);
            }
        }
    }
}
