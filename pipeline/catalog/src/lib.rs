//! Reads `queries/` and `reports/`: extract contracts, programmes, hazards, reference tables and the SQL
//! models and reports with their front matter; orders the models and lints them.
//!
//! A file is found by its folder and named by its file name; nothing is registered
//! anywhere else. No data is read here and no SQL is run: the engine does that.

pub mod dictionary;
pub mod extract;
pub mod front_matter;
pub mod generated;
pub mod graph;
pub mod hazard;
pub mod model;
pub mod programme;
pub mod report;
pub mod source;
pub mod unpivot;

mod catalog;

pub use catalog::{Catalog, LinkageFile, ReferenceTable, ReportCatalog};
