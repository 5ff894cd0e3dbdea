//! Privacy: what a person can know and ask about the handling of their data.
//!
//! It promises that everybody finds who read their data, when, in which role and what for, also where the read was refused,
//! and that nobody else learns this but who oversees it; that a person gets a copy of what is theirs and of nobody else's;
//! and that an erasure leaves marks without words and names, everywhere, and can be repeated where a backup brought back what
//! was erased. Whose a row is, it takes from what each entity declares.

mod access_log_entry;
mod access_reader;
mod acted;
mod ask;
mod data_export;
mod data_recipient;
mod data_subject_request;
mod data_subject_request_changed;
mod erase;
mod erasure_list;
mod fulfil;
mod handle;
mod kept_for;
mod lifecycle;
mod mutations;
mod overwrite;
mod queries;
mod rectify;
mod repeat;
mod request_outcome;
mod requests;
mod rest;
mod rules;
mod unfold;

pub use access_log_entry::AccessLogEntry;
pub use data_subject_request::DataSubjectRequest;
pub(crate) use data_subject_request::DataSubjectRequestConnection;
pub use data_subject_request_changed::Subscriptions;
pub use erasure_list::{ErasureList, Marks, Unread, list_erasures};
pub use mutations::Mutations;
pub use queries::Queries;
pub use repeat::{Repeated, Repetition, repeat_erasures};
pub(crate) use requests::requests_of_viewer;
pub use unfold::unfold;
