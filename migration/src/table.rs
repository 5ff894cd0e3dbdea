//! Tables alike on both databases: tenant first in every key, constraints named, row security forced.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend, Statement},
};

/// The tables without a tenant that nothing is deleted from. Every other table has row security, but that in which servers
/// tell one another of spending.
pub const GLOBAL_TABLES: &[&str] = &["tenant", "account", "account_tenant", "instance"];

/// The tables that the server may add to, and neither change nor delete from.
pub const APPENDED_TABLES: &[&str] = &["audit_entry"];

/// The type of a column.
#[derive(Clone, Copy)]
pub(crate) enum Type {
    /// 16 bytes.
    Uuid,
    /// Text in byte order.
    Text,
    /// An instant in UTC, whole milliseconds.
    Time,
    /// A calendar day.
    Day,
    /// 32 bits.
    Int,
    /// 64 bits.
    Big,
    /// A number with a fraction, in double precision.
    Real,
    /// Yes or no.
    Bool,
    /// Bytes of any length.
    Bytes,
    /// Text, one of these.
    Enum(&'static [&'static str]),
}

/// A column: name, type, and whether it may be null.
pub(crate) struct Column(pub(crate) &'static str, pub(crate) Type, pub(crate) bool);

/// A table to be made.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Whether it lacks a tenant.
    pub(crate) global: bool,
    /// Columns after `tenant_id` and `id`.
    pub(crate) columns: &'static [Column],
    /// Unique constraints, each a suffix for its name and its columns after `tenant_id`.
    pub(crate) unique: &'static [(&'static str, &'static str)],
    /// Foreign keys: column and table. To a tenant table they are composite with `tenant_id`.
    pub(crate) references: &'static [(&'static str, &'static str)],
    /// Further checks, each a suffix for its name and its condition.
    pub(crate) checks: &'static [(&'static str, &'static str)],
    /// Indexes, each a suffix for its name and its columns after `tenant_id`.
    pub(crate) indexes: &'static [(&'static str, &'static str)],
}

/// A required column.
pub(crate) const fn column(name: &'static str, kind: Type) -> Column {
    Column(name, kind, false)
}

/// A column that may be null.
pub(crate) const fn optional(name: &'static str, kind: Type) -> Column {
    Column(name, kind, true)
}

impl Table {
    /// Makes the table, its row security where it has a tenant, and its indexes.
    pub(crate) async fn create(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let postgres = connection.get_database_backend() == DbBackend::Postgres;
        connection.execute_unprepared(&self.sql(postgres)).await?;
        if postgres && !self.global {
            connection.execute_unprepared(&self.row_security()).await?;
        }
        let tenant = if self.global { "" } else { "tenant_id, " };
        for (suffix, columns) in self.indexes {
            let name = self.name;
            let index = format!("CREATE INDEX {name}_{suffix} ON {name} ({tenant}{columns})");
            connection.execute_unprepared(&index).await?;
        }
        Ok(())
    }

    fn sql(&self, postgres: bool) -> String {
        let name = self.name;
        let uuid = type_name(Type::Uuid, postgres);
        let mut parts = Vec::new();
        if !self.global {
            parts.push(format!("tenant_id {uuid} NOT NULL"));
        }
        parts.push(format!("id {uuid} NOT NULL"));
        for Column(column, kind, nullable) in self.columns {
            let null = if *nullable { "" } else { " NOT NULL" };
            let check = check(name, column, *kind);
            parts.push(format!("{column} {}{null}{check}", type_name(*kind, postgres)));
        }
        let tenant = if self.global { "" } else { "tenant_id, " };
        parts.push(format!("CONSTRAINT {name}_pkey PRIMARY KEY ({tenant}id)"));
        if !self.global {
            parts.push(format!(
                "CONSTRAINT {name}_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id)"
            ));
        }
        for (suffix, columns) in self.unique {
            parts.push(format!("CONSTRAINT {name}_{suffix}_key UNIQUE ({tenant}{columns})"));
        }
        for (column, target) in self.references {
            let (from, to) = if GLOBAL_TABLES.contains(target) {
                ((*column).to_owned(), "id".to_owned())
            } else {
                (format!("tenant_id, {column}"), "tenant_id, id".to_owned())
            };
            parts.push(format!(
                "CONSTRAINT {name}_{column}_fkey FOREIGN KEY ({from}) REFERENCES {target} ({to})"
            ));
        }
        for (suffix, condition) in self.checks {
            parts.push(format!("CONSTRAINT {name}_{suffix}_check CHECK ({condition})"));
        }
        let options = if postgres { "" } else { " STRICT" };
        format!("CREATE TABLE {name} (\n  {}\n){options}", parts.join(",\n  "))
    }

    /// A forgotten tenant is an error and not an empty answer: `''` does not cast to uuid.
    fn row_security(&self) -> String {
        let name = self.name;
        format!(
            "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;\n\
             ALTER TABLE {name} FORCE ROW LEVEL SECURITY;\n\
             CREATE POLICY {name}_tenant ON {name}\n\
             USING (tenant_id = current_setting('app.tenant')::uuid)\n\
             WITH CHECK (tenant_id = current_setting('app.tenant')::uuid)"
        )
    }
}

/// A column that comes to a table that is there.
pub(crate) struct Addition {
    /// The table.
    pub(crate) table: &'static str,
    /// The column.
    pub(crate) column: Column,
    /// What stands in it in rows that are there; needed where it may not be null.
    pub(crate) default: Option<&'static str>,
    /// The tenant table that it refers to, inside the tenant.
    pub(crate) references: Option<&'static str>,
}

impl Addition {
    /// Adds the column. SQLite adds no composite foreign key to a table that is there, so a trigger stands in for it:
    /// what is referred to is never deleted, so what is written is all that must be looked at.
    pub(crate) async fn make(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let postgres = connection.get_database_backend() == DbBackend::Postgres;
        let Self { table, default, .. } = self;
        let Column(column, kind, nullable) = self.column;
        let null = if nullable { "" } else { " NOT NULL" };
        let default = default.map(|value| format!(" DEFAULT {value}")).unwrap_or_default();
        let (kind_name, check) = (type_name(kind, postgres), check(table, column, kind));
        let sql = format!("ALTER TABLE {table} ADD COLUMN {column} {kind_name}{null}{default}{check}");
        connection.execute_unprepared(&sql).await?;
        let Some(target) = self.references else { return Ok(()) };
        if postgres {
            // The column is null in every row that is there, so there is nothing to check; the check would pass row
            // security, which wants one tenant. What is written from now on is checked.
            let sql = format!(
                "ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_fkey \
                 FOREIGN KEY (tenant_id, {column}) REFERENCES {target} (tenant_id, id) NOT VALID"
            );
            connection.execute_unprepared(&sql).await?;
            return Ok(());
        }
        for moment in ["INSERT", "UPDATE"] {
            let sql = format!(
                "CREATE TRIGGER {table}_{column}_{moment} BEFORE {moment} ON {table} \
                 WHEN NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {target} \
                 WHERE tenant_id = NEW.tenant_id AND id = NEW.{column}) \
                 BEGIN SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed'); END"
            );
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

/// An enumeration of a table that is there, and that gets more values.
pub(crate) struct Widening {
    /// The table.
    pub(crate) table: &'static str,
    /// The column, which may not be null and in which no key or index stands.
    pub(crate) column: &'static str,
    /// All values, those from before among them.
    pub(crate) values: &'static [&'static str],
}

impl Widening {
    /// Lets the column hold these values. SQLite changes no check, so a new column takes the place of the old one.
    pub(crate) async fn make(&self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let Self { table, column, values } = self;
        let check = format!("CONSTRAINT {table}_{column}_check CHECK");
        let listed = listed(values);
        if connection.get_database_backend() == DbBackend::Postgres {
            // What is there met a narrower check.
            let sql = format!(
                "ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_check, ADD {check} ({column} IN ({listed})) NOT VALID"
            );
            connection.execute_unprepared(&sql).await?;
            return Ok(());
        }
        let first = values.first().copied().unwrap_or_default();
        for sql in [
            format!(
                "ALTER TABLE {table} ADD COLUMN {column}_now TEXT NOT NULL DEFAULT '{first}' {check} ({column}_now IN ({listed}))"
            ),
            format!("UPDATE {table} SET {column}_now = {column}"),
            format!("ALTER TABLE {table} DROP COLUMN {column}"),
            format!("ALTER TABLE {table} RENAME COLUMN {column}_now TO {column}"),
        ] {
            connection.execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

/// Runs statements on the rows of every agency: on PostgreSQL row security shows one at a time, to whoever migrates too.
pub(crate) async fn in_each_agency(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let backend = connection.get_database_backend();
    let agencies: Vec<Option<String>> = if backend == DbBackend::Postgres {
        let all = Statement::from_string(backend, "SELECT id::text FROM tenant ORDER BY id");
        let all = connection.query_all_raw(all).await?;
        all.iter()
            .map(|agency| agency.try_get_by_index(0).map(Some))
            .collect::<Result<_, _>>()?
    } else {
        vec![None]
    };
    for agency in agencies {
        if let Some(id) = agency {
            let set = Statement::from_sql_and_values(backend, "SELECT set_config('app.tenant', $1, true)", [id.into()]);
            connection.query_one_raw(set).await?;
        }
        for statement in statements {
            connection.execute_unprepared(statement).await?;
        }
    }
    Ok(())
}

fn check(table: &str, column: &str, kind: Type) -> String {
    let Type::Enum(values) = kind else { return String::new() };
    let values = listed(values);
    format!(" CONSTRAINT {table}_{column}_check CHECK ({column} IN ({values}))")
}

fn listed(values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
    values.join(", ")
}

const fn type_name(kind: Type, postgres: bool) -> &'static str {
    match (kind, postgres) {
        (Type::Uuid, true) => "uuid",
        (Type::Uuid | Type::Bytes, false) => "BLOB",
        (Type::Text | Type::Enum(_), true) => "text COLLATE \"C\"",
        (Type::Text | Type::Enum(_) | Type::Time | Type::Day, false) => "TEXT",
        (Type::Time, true) => "timestamptz(3)",
        (Type::Day, true) => "date",
        (Type::Int, true) => "integer",
        (Type::Big, true) => "bigint",
        (Type::Real, true) => "double precision",
        (Type::Real, false) => "REAL",
        (Type::Bool, true) => "boolean",
        (Type::Bytes, true) => "bytea",
        (Type::Int | Type::Big | Type::Bool, false) => "INTEGER",
    }
}
