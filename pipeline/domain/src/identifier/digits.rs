//! From a cell to the digits that an identifier is made of.

use super::{IdentifierClass, Reading, Repair};
use crate::number::ascii_digit;

/// A spreadsheet keeps 15 digits of a number; longer ones that passed through it end in zeros
/// that nobody typed.
const DIGITS_OF_A_NUMBER_CELL: usize = 15;

/// What clerks write into an empty cell, in lower case.
const ABSENT: [&str; 13] = [
    "",
    "-",
    "--",
    "---",
    "–",
    "—",
    ".",
    "n/a",
    "na",
    "nil",
    "null",
    "none",
    "নাই",
];

/// The digits of a cell, at least one, and what was removed or translated.
pub(super) struct Digits {
    pub(super) text: String,
    pub(super) repairs: Vec<Repair>,
}

impl Digits {
    /// A valid identifier. Repairs come out in their own order.
    pub(super) fn valid(mut self) -> Reading {
        self.repairs.sort_unstable();
        Reading {
            value: Some(self.text),
            class: IdentifierClass::Valid,
            repairs: self.repairs,
        }
    }

    /// Puts a zero before the digits.
    pub(super) fn restore_zero(&mut self) {
        self.text.insert(0, '0');
        self.repairs.push(Repair::LostZeroRestored);
    }
}

/// The digits of a cell, or why there are none.
pub(super) fn clean(raw: &str) -> Result<Digits, IdentifierClass> {
    if !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Digits {
            text: raw.to_owned(),
            repairs: Vec::new(),
        });
    }
    let cell = trim(raw);
    if is_absent(cell) {
        return Err(IdentifierClass::Absent);
    }
    if is_exponent(cell) {
        return Err(IdentifierClass::PrecisionLost);
    }
    let mut repairs = Vec::new();
    let cell = match without_decimal_tail(cell) {
        Some(whole) if whole.chars().count() > DIGITS_OF_A_NUMBER_CELL => return Err(IdentifierClass::PrecisionLost),
        Some(whole) => {
            repairs.push(Repair::DecimalTailRemoved);
            whole
        }
        None => cell,
    };
    let (mut bangla, mut separated) = (false, trim(raw).len() != raw.len());
    let mut text = String::with_capacity(cell.len());
    for (index, letter) in cell.chars().enumerate() {
        match letter {
            '0'..='9' => text.push(letter),
            '\u{09E6}'..='\u{09EF}' => {
                bangla = true;
                text.push(ascii_digit(letter));
            }
            '\'' | '‘' | '’' if index == 0 => separated = true,
            separator if is_separator(separator) => separated = true,
            _ => return Err(IdentifierClass::Characters),
        }
    }
    if text.is_empty() {
        return Err(IdentifierClass::Absent);
    }
    if bangla {
        repairs.push(Repair::BanglaDigits);
    }
    if separated {
        repairs.push(Repair::SeparatorsRemoved);
    }
    Ok(Digits { text, repairs })
}

/// Whether one digit fills the whole identifier, as in 0000000000.
pub(super) fn is_one_digit_repeated(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    let first = bytes.next();
    first.is_some() && bytes.all(|byte| Some(byte) == first)
}

fn trim(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || is_invisible(letter))
}

fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

fn is_separator(letter: char) -> bool {
    matches!(letter, '-' | '.' | '_' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        || letter.is_whitespace()
        || is_invisible(letter)
}

fn is_absent(cell: &str) -> bool {
    ABSENT.iter().any(|word| cell.eq_ignore_ascii_case(word)) || matches!(cell, "নেই" | "নাই।" | "নেই।")
}

/// `1.99E+16`: what a spreadsheet shows, and saves, of a long number.
fn is_exponent(cell: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.chars().all(|letter| ascii_digit(letter).is_ascii_digit());
    let Some((head, power)) = cell.split_once(['e', 'E']) else {
        return false;
    };
    let (whole, decimals) = head.split_once('.').unwrap_or((head, "0"));
    is_digits(whole) && is_digits(decimals) && is_digits(power.strip_prefix(['+', '-']).unwrap_or(power))
}

/// The digits before `.0`, as a number cell comes out of some programs.
fn without_decimal_tail(cell: &str) -> Option<&str> {
    let (whole, tail) = cell.split_once('.')?;
    let is_zeros = !tail.is_empty() && tail.chars().all(|letter| ascii_digit(letter) == '0');
    let is_whole = !whole.is_empty() && whole.chars().all(|letter| ascii_digit(letter).is_ascii_digit());
    (is_zeros && is_whole).then_some(whole)
}
