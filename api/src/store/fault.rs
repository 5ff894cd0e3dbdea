//! What the database says, turned into what we say. `{:?}` of its errors prints row values: nothing here does.

use sea_orm::{DbErr, RuntimeErr};

use crate::error::{Code, Error, Fault, Refusal, io_words};

/// Constraints whose violation a caller can act on, by the name on PostgreSQL and the columns on SQLite.
const EXPECTED: &[(&str, &str, Code, &str)] = &[
    (
        "project_slug_key",
        "project.tenant_id, project.slug",
        Code::AlreadyExists,
        "A project of the agency has this short name already.",
    ),
    (
        "tenant_slug_key",
        "tenant.slug",
        Code::AlreadyExists,
        "An agency has this short name already.",
    ),
    (
        "organisation_name_key",
        "organisation.tenant_id, organisation.name_key",
        Code::AlreadyExists,
        "An organisation of the agency has this name already.",
    ),
    (
        "processing_purpose_pkey",
        "processing_purpose.tenant_id, processing_purpose.id",
        Code::Conflict,
        "Somebody changed the purpose at the same moment: read it again.",
    ),
    (
        "processing_purpose_purpose_key",
        "processing_purpose.tenant_id, processing_purpose.purpose",
        Code::Conflict,
        "Somebody changed the purpose at the same moment: read it again.",
    ),
    (
        "notice_number_key",
        "notice.tenant_id, notice.purpose, notice.number",
        Code::Conflict,
        "Somebody published a notice at the same moment: read it, and try again.",
    ),
    (
        "notice_recipient_organisation_key",
        "notice_recipient.tenant_id, notice_recipient.notice_id, notice_recipient.organisation_id",
        Code::BadInput,
        "An organisation stands among the recipients twice.",
    ),
    (
        "membership_account_key",
        "membership.tenant_id, membership.account_id",
        Code::InvitationInvalid,
        "The invitation cannot be used.",
    ),
    (
        "person_account_key",
        "person.tenant_id, person.account_id",
        Code::InvitationInvalid,
        "The invitation cannot be used.",
    ),
    (
        "account_email_key",
        "account.email_key",
        Code::Conflict,
        "Somebody did this at the same moment: try again.",
    ),
    (
        "retention_rule_kind_key",
        "retention_rule.tenant_id, retention_rule.class, retention_rule.purpose, retention_rule.since",
        Code::AlreadyExists,
        "There is a rule of this class, purpose and trigger already.",
    ),
    (
        "retention_run_day_key",
        "retention_run.tenant_id, retention_run.day",
        Code::Conflict,
        "Another server does this already.",
    ),
    (
        "idempotency_key_key",
        "idempotency.tenant_id, idempotency.actor_id, idempotency.mutation, idempotency.key",
        Code::Conflict,
        "The same mutation runs under this key: try again.",
    ),
];

/// The error that a caller sees; the cause goes to the log once.
pub(super) fn of(error: &DbErr) -> Error {
    match error {
        DbErr::Query(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Conn(RuntimeErr::SqlxError(error)) => of_sqlx(error),
        DbErr::RecordNotFound(_) => Refusal::not_found().into(),
        _ => Fault::logged("the database layer refused a statement").into(),
    }
}

/// The same for the driver's own error.
pub(super) fn of_sqlx(error: &sqlx::Error) -> Error {
    if let Some(refusal) = expected(error) {
        return refusal.into();
    }
    let what = summary(error);
    if is_passing(error) {
        Fault::passing(&what).into()
    } else {
        Fault::logged(&what).into()
    }
}

fn expected(error: &sqlx::Error) -> Option<Refusal> {
    let database = error.as_database_error()?;
    if database.is_foreign_key_violation() {
        return Some(Refusal::not_found());
    }
    if !database.is_unique_violation() {
        return None;
    }
    let name = database.constraint();
    let message = database.message();
    EXPECTED
        .iter()
        .find(|(constraint, columns, ..)| name == Some(*constraint) || message.ends_with(*columns))
        .map(|(_, _, code, message)| Refusal::new(*code, *message))
}

/// What may be logged: code and what it means, constraint and table.
pub(super) fn summary(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            let mut what = format!("database error {code}");
            for (name, value) in [
                ("that is", meaning(&code)),
                ("constraint", database.constraint()),
                ("table", database.table()),
            ] {
                what.extend(value.map(|value| format!(", {name} {value}")));
            }
            what
        }
        sqlx::Error::Io(error) => format!("connection failed: {}", io_words(error)),
        sqlx::Error::PoolTimedOut => "no connection became free in time".to_owned(),
        sqlx::Error::PoolClosed => "the pool is closed".to_owned(),
        sqlx::Error::Tls(_) => "TLS failed".to_owned(),
        sqlx::Error::ColumnDecode { index, .. } => format!("column {index} does not decode"),
        sqlx::Error::WorkerCrashed => "a database worker ended".to_owned(),
        _ => "driver error".to_owned(),
    }
}

/// What those codes mean that an operator meets. An extended code of SQLite holds the first in its low byte.
fn meaning(code: &str) -> Option<&'static str> {
    Some(match code {
        "25006" => "a database that takes no changes: it is a standby, or set to be read only",
        "28000" => "no such role, or one that may not connect",
        "28P01" => "an unknown role or a wrong password",
        "3D000" => "no such database",
        "42501" => "a right that this role lacks",
        "42P05" => "a session that others use too: connect directly, or through a pooler in session mode",
        "53100" => "a full disk",
        "53300" => "no room for another connection",
        "55P03" => "a row or table that another holds",
        "57014" => "a statement that took too long",
        "57P01" => "a connection that was ended from outside",
        "57P02" | "57P03" => "a database that stops or starts",
        "XX001" | "XX002" => "a damaged database",
        _ if code.len() >= 5 => return None,
        _ => match code.parse::<u32>().ok()? & 0xff {
            5 | 6 => "a database that another program writes to",
            8 => "a file that may not be written",
            10 => "a disk that does not read or write",
            11 => "a damaged database",
            13 => "a full disk, or a file that may not grow",
            14 => "a file that cannot be opened",
            26 => "a file that is no SQLite database",
            _ => return None,
        },
    })
}

/// Whether a repeat may succeed: the database is away, busy, full, locked or a standby.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_)
        | sqlx::Error::Tls(_) => true,
        sqlx::Error::Database(database) => database.code().is_some_and(|code| is_passing_code(&code)),
        _ => false,
    }
}

fn is_passing_code(code: &str) -> bool {
    // PostgreSQL: connection, resources, operator intervention, serialization, deadlock, lock not available, and a
    // database that takes no connections or no changes for now.
    let postgres = code.len() == 5
        && (["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
            || ["25006", "40001", "40P01", "55P03", "55000"].contains(&code));
    // SQLite: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN; extended codes hold the first in their low byte.
    let sqlite = code.len() < 5
        && code
            .parse::<u32>()
            .is_ok_and(|code| [5, 6, 8, 10, 13, 14].contains(&(code & 0xff)));
    postgres || sqlite
}

/// Whether a table or a column is not there, or this role may not read it.
pub(super) fn is_not_set_up(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|database| matches!(database.code().as_deref(), Some("42P01" | "42703" | "42501")))
}

/// Whether SQLite says that a file may be read and not written.
pub(super) fn is_read_only(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code & 0xff == 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_operator_meets_is_told_in_words() {
        assert_eq!(meaning("28000"), Some("no such role, or one that may not connect"));
        for (code, like) in [
            ("26", "no SQLite database"),
            ("14", "opened"),
            ("526", "opened"),
            ("779", "damaged"),
            ("261", "another program"),
            ("25006", "standby"),
            ("53100", "full disk"),
            ("57014", "too long"),
            ("42501", "right"),
            ("42P05", "session mode"),
        ] {
            assert!(meaning(code).is_some_and(|words| words.contains(like)), "{code}");
        }
        for code in ["", "1", "23505", "many"] {
            assert_eq!(meaning(code), None, "{code}");
        }
    }

    #[test]
    fn a_busy_or_missing_database_passes_and_a_broken_statement_does_not() {
        for code in [
            "08006", "25006", "57P01", "57014", "55000", "40001", "53300", "5", "261", "13", "778",
        ] {
            assert!(is_passing_code(code), "{code}");
        }
        for code in ["23505", "42501", "22P02", "1", "19", "2067"] {
            assert!(!is_passing_code(code), "{code}");
        }
    }
}
