//! Record linkage: which records are of one person.
//!
//! A [`model::Model`] says which columns are compared and which records meet. [`link`] reads CSV or Parquet files (or
//! Arrow batches), learns weights from the records themselves after Fellegi and Sunter, gives each blocked pair a match
//! weight and groups the matches; [`count_pairs`] says beforehand what that would cost, [`explain`] afterwards why a
//! pair weighs what it does.
//!
//! The way of the data: [`input`] (cells) → [`column`] (distinct cleaned values) → [`record`] (rows of numbers) →
//! [`blocking`] (pairs) → [`comparison`] (levels) → [`training`] and [`weights`] → [`score`] → [`cluster`] →
//! [`evaluation`]; the files are written by the module `output`. Persons that keep their id when records are added are
//! in [`person_id`].
//!
//! What holds:
//!
//! - The same records, model and seed give the same pairs, weights and clusters, whatever the order of rows and files
//!   and the number of threads. Records are numbered by their ids, chance is seeded, counts are whole numbers.
//! - Every pair is made exactly once, by the first rule that makes it.
//! - Nothing of a record stands in a model, in weights or in a message; explanations name levels, not values.
//! - With given weights, what two records weigh depends on these two alone.
//!
//! What does not belong here: SQL, runs and their folders, keys and pseudonyms, charts and paper.

// Numbers of pairs and records are far below 2⁵³, where a float counts exactly.
#![allow(clippy::cast_precision_loss)]

pub mod blocking;
pub mod chart;
pub mod cluster;
pub mod column;
pub mod comparison;
pub mod dictionary;
pub mod evaluation;
pub mod explanation;
pub mod input;
pub mod model;
pub mod person_id;
pub mod personal_name;
pub mod record;
pub mod score;
pub mod similarity;
pub mod training;
pub mod weights;

mod output;
mod request;

pub use input::Input;
pub use model::Model;
pub use request::{LinkOutcome, LinkRequest, count_pairs, explain, link};
