//! People, as one agency knows them.
//!
//! It promises that a name or an address leaves by the gate only, and that what an agency knows of a person stays in
//! that agency.

mod acted;
mod person;
mod rules;
mod update_my_person;

pub use acted::ActedPerson;
pub use person::Person;
pub use update_my_person::Mutations;
