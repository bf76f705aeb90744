//! Drives the built binary; links no heavy crate. One binary for all integration tests.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad_file;
mod case;
mod command_line;
mod dorpon;
mod edition;
mod inbox;
mod inspect;
mod intake;
mod interruption;
mod link;
mod oracle;
mod paper;
mod person;
mod privacy;
mod published_statistics;
mod readme;
mod sample;
mod simulate;
mod sql_function;
