//! A seeded synthetic sample with planted truth, written as office exports.
//!
//! The generator makes the records as they ought to be loaded, writes them as offices would
//! (styles, faults, bad rows), and tells the truth of the records by plain loops. It shares
//! nothing with the ingest and the models that are tested against it but the words of the
//! contracts. The same recipe gives the same bytes.

pub mod allowance;
pub mod area;
pub mod circumstance;
pub mod extract_table;
pub mod family;
pub mod fault;
pub mod file_set;
pub mod identifier_block;
pub mod name;
pub mod namesake;
pub mod nation;
pub mod office_file;
pub mod payment;
pub mod population;
pub mod problem;
pub mod randomness;
pub mod recipe;
pub mod register;
pub mod sample;
pub mod spelling;
pub mod truth;
pub mod truth_file;
pub mod writer;

pub use problem::SampleError;
pub use sample::Sample;

use std::path::Path;

use recipe::Recipe;

/// Makes the sample of the embedded recipe and writes `extracts/`, `extracts.toml` and `truth/` under `directory`.
///
/// # Errors
/// When the recipe contradicts itself or a file cannot be written.
pub fn write_sample(directory: &Path) -> Result<Sample, SampleError> {
    let recipe = Recipe::embedded()?;
    let sample = sample::make(&recipe)?;
    writer::write(&sample, directory)?;
    truth_file::write(&recipe, &sample, &directory.join("truth"))?;
    Ok(sample)
}
