//! Contributions: what participants give to a phase, what others think of it, and what becomes of it.
//!
//! It promises that a draft is its author's alone, that what waits is read by author and moderators only, that nobody
//! reads the stand of another, and that what becomes of contributions is known to all at once.

mod rules;
