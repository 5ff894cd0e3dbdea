//! Who somebody is: access tokens, passwords and single-use secrets.

pub mod once;
