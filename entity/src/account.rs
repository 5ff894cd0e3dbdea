//! What a person signs in with: one for all agencies, and global. It never leaves the server.

use sea_orm::entity::prelude::*;

use crate::{
    id::AccountId,
    row::FromRow,
    sealed::{Confidential, Personal},
    subject::{Declaration, Erasure, Holds, Subject, erased},
    vocabulary::AccessClass,
};

/// What a person signs in with: one for all agencies, and global. It never leaves the server.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// The address as it was given.
    pub email: Personal<String>,
    /// What the account is found by, unique on the server: the compared address, and behind it the agency that alone
    /// trusts the account where another account stood for the address before.
    pub email_key: Personal<String>,
    /// The address as it is compared: NFKC, case folded.
    pub address_key: Personal<String>,
    /// The password, hashed by argon2id (PHC string).
    pub password_hash: Confidential<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Counts the passwords it has had; a token of an earlier one is void.
    pub generation: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "account",
    global: true,
    subject: Subject::Account("id"),
    told: Declaration::told_by("You, and whoever invited you, who gave the address."),
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        erased("email", AccessClass::Personal),
        erased("email_key", AccessClass::Personal).not_own(),
        erased("address_key", AccessClass::Personal).not_own(),
        erased("password_hash", AccessClass::Confidential).not_own(),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
