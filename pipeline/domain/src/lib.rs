//! Words of the field, in types: language, messages, problems, classes of personal data,
//! and (one module each) the Bangla calendar, numbers and text, identifiers, money and
//! fiscal periods; and how work is shared out to threads.
//!
//! Everything here is pure: no files, no clock, no engine. It builds in seconds, so that
//! the rules which feed or forget people can be tested in seconds too.

pub mod calendar;
pub mod date_text;
pub mod fiscal;
pub mod geography;
pub mod identifier;
pub mod language;
pub mod message;
pub mod number;
pub mod parallel;
pub mod personal_data;
pub mod problem;
pub mod return_sheet;
pub mod text;
