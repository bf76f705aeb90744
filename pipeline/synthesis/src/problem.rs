//! Why a sample could not be made.

use std::fmt;
use std::path::PathBuf;

/// A failure of the generator.
#[derive(Debug)]
pub enum SampleError {
    /// The recipe or the name table, both part of this crate, contradicts itself.
    Input(String),
    /// A file cannot be written.
    Write(PathBuf, String),
}

impl fmt::Display for SampleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(what) => write!(formatter, "the sample's recipe or tables are wrong: {what}"),
            Self::Write(path, cause) => write!(formatter, "cannot write {}: {cause}", path.display()),
        }
    }
}

impl std::error::Error for SampleError {}
