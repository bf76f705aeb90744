//! A problem that a user can act on: what, where, how to mend it, and the exit code.

use std::fmt;
use std::io::ErrorKind;

use crate::language::Language;
use crate::message::{Message, shown, shown_in_line, system};

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
            file: shown_in_line(&place.file).into_owned(),
            column: place.column.map(|column| shown_in_line(&column).into_owned()),
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

    /// The cause as a person reads it: the system's common refusals in the language, all else as it came.
    #[must_use]
    pub fn cause_text(&self, language: Language) -> Option<String> {
        let cause = self.cause()?;
        let refusal = match language {
            Language::Bangla => system_refusal(cause),
            Language::English => None,
        };
        Some(refusal.map_or_else(|| cause.to_owned(), |message| message.text(language, &[])))
    }

    /// The filled placeholders, for `--json`.
    #[must_use]
    pub fn arguments(&self) -> &[(&'static str, String)] {
        &self.0.arguments
    }
}

/// What the system means, told from the number behind its words: the words are of its own language, the number is not.
fn system_refusal(cause: &str) -> Option<&'static Message> {
    let number = cause.trim_end().strip_suffix(')')?.rsplit_once("(os error ")?.1;
    let kind = std::io::Error::from_raw_os_error(number.parse().ok()?).kind();
    Some(match kind {
        ErrorKind::NotFound => &system::NOT_FOUND,
        ErrorKind::PermissionDenied => &system::PERMISSION_DENIED,
        ErrorKind::AlreadyExists => &system::ALREADY_EXISTS,
        ErrorKind::NotADirectory => &system::NOT_A_FOLDER,
        ErrorKind::IsADirectory => &system::IS_A_FOLDER,
        ErrorKind::DirectoryNotEmpty => &system::FOLDER_NOT_EMPTY,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => &system::STORAGE_FULL,
        ErrorKind::ReadOnlyFilesystem => &system::READ_ONLY,
        ErrorKind::FileTooLarge => &system::FILE_TOO_LARGE,
        ErrorKind::InvalidFilename => &system::NAME_INVALID,
        ErrorKind::CrossesDevices => &system::CROSSES_DEVICES,
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy | ErrorKind::WouldBlock => &system::BUSY,
        ErrorKind::OutOfMemory => &system::OUT_OF_MEMORY,
        ErrorKind::TimedOut => &system::TIMED_OUT,
        _ => return None,
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::lake::FILE_UNWRITABLE;

    #[test]
    fn a_refusal_of_the_system_is_told_in_the_language() {
        let refused = |cause: &str| Problem::new(&FILE_UNWRITABLE).because(cause);
        let denied = refused(&std::io::Error::from(ErrorKind::PermissionDenied).to_string());
        assert_eq!(denied.cause_text(Language::Bangla).as_deref(), denied.cause());
        #[cfg(unix)]
        {
            let denied = refused("IO: Permission denied (os error 13)");
            assert_eq!(denied.cause_text(Language::Bangla).as_deref(), Some("অনুমতি নেই"));
            assert_eq!(denied.cause_text(Language::English).as_deref(), denied.cause());
        }
        let other = refused("line 3: expected `=`");
        assert_eq!(other.cause_text(Language::Bangla).as_deref(), other.cause());
    }
}
