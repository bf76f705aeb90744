//! The columns of each extract, in Bangla and English, and the value that each takes from a row.

mod benefit;
mod place;
mod register;

use crate::office_file::{Column, Value};

pub use self::benefit::{beneficiary, payment};
pub use self::place::{area_profile, shelter};
pub use self::register::{household, person};

/// A column under both of its headers.
pub struct Heading<R> {
    name: &'static str,
    bangla: &'static str,
    english: &'static str,
    value: fn(&R) -> Value,
}

/// The columns under the headers of one language.
#[must_use]
pub fn columns<R>(headings: Vec<Heading<R>>, is_bangla: bool) -> Vec<Column<R>> {
    headings
        .into_iter()
        .map(|heading| Column {
            name: heading.name,
            header: if is_bangla { heading.bangla } else { heading.english },
            value: heading.value,
        })
        .collect()
}

fn heading<R>(name: &'static str, bangla: &'static str, english: &'static str, value: fn(&R) -> Value) -> Heading<R> {
    Heading {
        name,
        bangla,
        english,
        value,
    }
}
