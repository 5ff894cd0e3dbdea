//! Who somebody is: access tokens, passwords and single-use secrets.

mod claims;
mod common_password;
pub mod once;
pub mod password;
pub mod token;
