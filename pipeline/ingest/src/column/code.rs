//! Codes: numbers and signs that are never counted with, kept as text.

use std::borrow::Cow;
use std::sync::Arc;

use dorpon_catalog::extract::Column;
use dorpon_domain::number::ascii_digits;
use dorpon_domain::text::{fold_header, normalise};

use crate::rows::{is_total_word, may_be_total};

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, flaw, is_spreadsheet_error, repair};

pub(super) struct CodeReader {
    strip_leading_zeros: bool,
    /// Folded.
    without_words: Vec<String>,
}

impl ReadCells for CodeReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = cells.builder();
        for (position, cell) in cells.filled() {
            match cell.and_then(|cell| self.read_code(position, cell, &mut notes)) {
                Some(code) => values.append_value(code),
                None => values.append_null(),
            }
        }
        ColumnRead::new(Arc::new(values.finish()), notes)
    }
}

impl CodeReader {
    pub(super) fn new(column: &Column) -> Self {
        Self {
            strip_leading_zeros: column.strip_leading_zeros,
            without_words: column.without_words.iter().map(|word| fold_header(word)).collect(),
        }
    }

    /// The one word of a cell that is none of those around it.
    fn core<'a>(&self, cell: &'a str) -> Option<&'a str> {
        let is_between = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '.' | ':' | '(' | ')' | '/');
        let mut said = cell
            .split(is_between)
            .filter(|word| !word.is_empty() && !self.without_words.contains(&fold_header(word)));
        let core = said.next()?;
        (said.next().is_none() && core != cell).then_some(core)
    }

    fn read_code<'a>(&self, position: usize, cell: &'a str, notes: &mut Notes) -> Option<Cow<'a, str>> {
        let cell = match (!self.without_words.is_empty()).then(|| self.core(cell)).flatten() {
            Some(core) => {
                notes.repair(position, repair::CODE_WORDS);
                core
            }
            None => cell,
        };
        if is_plain(cell) {
            return Some(Cow::Borrowed(cell));
        }
        if is_spreadsheet_error(cell) {
            notes.flaw(position, flaw::SPREADSHEET_ERROR);
            return None;
        }
        if is_total_word(cell) {
            notes.flaw(position, flaw::TOTAL_WORD);
            return None;
        }
        let mut code = Cow::Borrowed(cell);
        if let Some(rest) = cell.strip_prefix(['\'', '’', '‘']).map(str::trim_start) {
            notes.repair(position, repair::APOSTROPHE);
            code = Cow::Borrowed(rest);
        }
        if !code.is_ascii() {
            let normal = normalise(&code).into_owned();
            let digits = ascii_digits(&normal);
            if digits != normal {
                notes.repair(position, repair::BANGLA_DIGITS);
            } else if normal != code {
                notes.repair(position, repair::TEXT_FORM);
            }
            code = Cow::Owned(digits);
        }
        if is_exponent(&code) {
            notes.flaw(position, flaw::PRECISION_LOST);
            return None;
        }
        if let Some(whole) = decimal_tail(&code) {
            notes.repair(position, repair::DECIMAL_TAIL);
            code = Cow::Owned(whole.to_owned());
        }
        if self.strip_leading_zeros && code.len() > 1 && code.starts_with('0') && is_digits(&code) {
            notes.repair(position, repair::LEADING_ZEROS);
            let rest = code.trim_start_matches('0');
            code = Cow::Owned(if rest.is_empty() {
                "0".to_owned()
            } else {
                rest.to_owned()
            });
        }
        (!code.is_empty()).then_some(code)
    }
}

/// Whether a code is of the kind that needs no repair: a letter, and then letters, digits and hyphens.
fn is_plain(cell: &str) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    !may_be_total(cell)
        && cell
            .as_bytes()
            .split_first()
            .is_some_and(|(first, rest)| first.is_ascii_alphabetic() && rest.iter().all(is_part))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits before `.0`, which a spreadsheet adds to a number.
fn decimal_tail(code: &str) -> Option<&str> {
    let (whole, tail) = code.split_once('.')?;
    (is_digits(whole) && !tail.is_empty() && tail.bytes().all(|byte| byte == b'0')).then_some(whole)
}

/// A number in scientific form, whose last digits a spreadsheet has dropped. Eight or more
/// digits of exponent form need a point: `1E5` may well be somebody's code.
fn is_exponent(code: &str) -> bool {
    let Some((digits, exponent)) = code.split_once(['E', 'e']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    digits
        .split_once('.')
        .is_some_and(|(whole, rest)| is_digits(whole) && is_digits(rest))
        && exponent.len() <= 2
        && is_digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{codes, read_cells, texts};
    use super::*;

    #[test]
    fn codes_keep_their_zeros() {
        let read = read_cells(
            "type = \"code\"",
            &["০০১২", "'0017", "1001.0", "1.99E+16", "HH-০৭", "1E5"],
            None,
        );
        let expected = ["0012", "0017", "1001"].map(|code| Some(code.to_owned()));
        assert_eq!(texts(&read).get(..3), Some(expected.as_slice()));
        assert_eq!(texts(&read).get(3), Some(&None));
        assert_eq!(texts(&read).get(4), Some(&Some("HH-07".to_owned())));
        assert_eq!(texts(&read).get(5), Some(&Some("1E5".to_owned())));
        assert_eq!(codes(&read), [(3, flaw::PRECISION_LOST)]);
        assert_eq!(
            read.repairs,
            [
                (0, repair::BANGLA_DIGITS),
                (1, repair::APOSTROPHE),
                (2, repair::DECIMAL_TAIL),
                (4, repair::BANGLA_DIGITS)
            ]
        );
    }

    #[test]
    fn wards_lose_their_zeros() {
        let read = read_cells(
            "type = \"code\"\nstrip_leading_zeros = true",
            &["08", "৮", "0", "00"],
            None,
        );
        let expected = ["8", "8", "0", "0"].map(|code| Some(code.to_owned()));
        assert_eq!(texts(&read), expected);
    }
}
