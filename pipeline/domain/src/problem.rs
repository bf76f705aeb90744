//! A problem that a user can act on: what, where, how to mend it, and the exit code.

use std::fmt;

use crate::language::Language;
use crate::message::{Message, shown};

/// Where in the user's files a problem lies.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Place {
    /// File name as the user gave it.
    pub file: String,
    /// Row or line, counted from 1 as a spreadsheet or editor shows it.
    pub row: Option<u64>,
    /// Column heading as the file has it.
    pub column: Option<String>,
}

/// An expected failure. Boxed inside, so that `Result<T, Problem>` stays small.
#[derive(Clone, Debug)]
pub struct Problem(Box<Detail>);

#[derive(Clone, Debug)]
struct Detail {
    message: &'static Message,
    arguments: Vec<(&'static str, String)>,
    place: Option<Place>,
    cause: Option<String>,
}

impl Problem {
    /// A problem without arguments yet.
    #[must_use]
    pub fn new(message: &'static Message) -> Self {
        Self(Box::new(Detail {
            message,
            arguments: Vec::new(),
            place: None,
            cause: None,
        }))
    }

    /// Fills the placeholder `name`. Never pass an identifier, a name or a wallet number.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.0.arguments.push((name, value.to_string()));
        self
    }

    /// Says where it lies.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.place = Some(Place {
            file: shown(&place.file).into_owned(),
            column: place.column.map(|column| shown(&column).into_owned()),
            ..place
        });
        self
    }

    /// Adds the library's or the system's own words, shown last.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.0.cause = Some(shown(&cause.to_string()).into_owned());
        self
    }

    /// Stable name, `file.key`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.message.code
    }

    /// The documented exit code.
    #[must_use]
    pub fn exit(&self) -> u8 {
        self.0.message.exit
    }

    /// Where it lies, if a file is at fault.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// What is wrong, in one language, without place and remedy.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        self.0.message.text(language, &self.0.arguments)
    }

    /// How to mend it.
    #[must_use]
    pub fn help(&self, language: Language) -> String {
        self.0.message.help(language, &self.0.arguments)
    }

    /// The library's or the system's own words, if any.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The filled placeholders, for `--json`.
    #[must_use]
    pub fn arguments(&self) -> &[(&'static str, String)] {
        &self.0.arguments
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.code(), self.text(Language::English))?;
        match self.cause() {
            Some(cause) => write!(formatter, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}
