//! The only crate that knows DataFusion: it registers the tables of a workspace, runs the
//! models of the catalog in the order in which they read each other, checks what they
//! made, and derives the `release` layer.
//!
//! Invariants: every table a model makes goes through the lake's one writer; SQL of a
//! user can read and never write; the same inputs give the same rows in the same order,
//! whatever the number of threads.
//!
//! What the figures mean is in `queries/`; which files are read, when a run is published
//! and who may ask is decided by `ops`.

pub mod check;
pub mod encryption;
pub mod function;
pub mod model_run;
pub mod output;
pub mod programme_check;
pub mod raw_table;
pub mod reference_table;
pub mod release;
pub mod session;

pub use session::Session;
