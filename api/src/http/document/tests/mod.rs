//! Tests of what is done with documents; those of a file that stand on their own are in that file.

mod checker;
mod expand;
mod introspection_cost;
mod lexer;
