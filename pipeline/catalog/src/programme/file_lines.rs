//! Which line of a programme file a part of it stands on, so that a message can point at it.

use std::ops::Range;

use dorpon_domain::message;
use dorpon_domain::problem::{Place, Problem};

/// The path of a file and where its lines begin.
#[derive(Clone, Debug, Default)]
pub struct FileLines {
    path: String,
    starts: Vec<usize>,
}

impl FileLines {
    /// Of the file at `path` with this text.
    pub(super) fn of(path: &str, text: &str) -> Self {
        let behind_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            path: path.to_owned(),
            starts: std::iter::once(0)
                .chain(behind_breaks.map(|(position, _)| position + 1))
                .collect(),
        }
    }

    /// The line on which a span begins, counted from 1.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        Place {
            file: self.path.clone(),
            row: Some(self.starts.partition_point(|start| *start <= span.start) as u64),
            column: None,
        }
    }

    /// What is wrong at a place.
    pub(super) fn fault(&self, span: &Range<usize>, what: impl std::fmt::Display) -> Problem {
        fault(self.place(span), what)
    }
}

/// What is wrong at a place of a programme file.
pub(super) fn fault(place: Place, what: impl std::fmt::Display) -> Problem {
    Problem::new(&message::catalog::FILE_INVALID)
        .with("path", &place.file)
        .at(place)
        .because(what)
}
