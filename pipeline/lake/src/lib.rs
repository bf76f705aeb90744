//! The folders of a workspace and everything that is written into them.
//!
//! Invariants kept here and nowhere else:
//! - every Parquet file of the lake is written by [`table_file`], which encrypts each column
//!   of a person-level table;
//! - what a reader can find is whole: files and folders are written beside their place and
//!   renamed into it ([`slice`], [`publication`], [`durable`]);
//! - rows and taka balance in every sidecar ([`slice`]);
//! - one process at a time changes a workspace ([`run_lock`]).
//!
//! What the columns mean does not belong here, nor SQL over them.

pub mod audit_head;
pub mod balance;
pub mod durable;
pub mod foreign_parquet;
pub mod paper_lock;
pub mod publication;
pub mod run_lock;
pub mod slice;
pub mod state;
pub mod table_content;
pub mod table_file;
pub mod workspace;
