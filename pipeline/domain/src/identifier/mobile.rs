//! Mobile numbers: eleven digits, 013 to 019 and eight more.
//!
//! The prefix does not prove the operator, since numbers can be carried along.

use super::digits::{self, Digits};
use super::{IdentifierClass, Reading, Repair};

/// Reads a mobile number: also `8801…`, `+880 1…`, `008801…`, and ten digits whose zero a sheet
/// has dropped.
#[must_use]
pub fn read(raw: &str) -> Reading {
    read_with_length(raw, 11)
}

/// A mobile number of eleven digits, or with more behind it.
pub(super) fn read_with_length(raw: &str, length: usize) -> Reading {
    let (raw, plus) = without_plus(raw);
    let mut digits = match digits::clean(raw) {
        Ok(digits) => digits,
        Err(class) => return Reading::without_value(class),
    };
    if plus && !digits.text.starts_with("88") && !digits.repairs.contains(&Repair::SeparatorsRemoved) {
        digits.repairs.push(Repair::SeparatorsRemoved);
    }
    remove_country_code(&mut digits, length);
    if digits.text.len() + 1 == length && digits.text.starts_with('1') {
        digits.restore_zero();
    }
    match fault(&digits.text, length) {
        None => digits.valid(),
        Some(class) => Reading::without_value(class),
    }
}

/// The plus belongs to the country code.
fn without_plus(raw: &str) -> (&str, bool) {
    match raw.trim_start().strip_prefix('+') {
        Some(rest) => (rest, true),
        None => (raw, false),
    }
}

/// The country code is 880; before a number that kept its zero, people write 88.
fn remove_country_code(digits: &mut Digits, length: usize) {
    let text = digits.text.strip_prefix("00").unwrap_or(&digits.text);
    let national = text
        .strip_prefix("880")
        .or_else(|| text.strip_prefix("88"))
        .map(|rest| rest.trim_start_matches('0'));
    if let Some(national) = national
        && text.len() > length
        && national.len() + 1 == length
    {
        digits.text = format!("0{national}");
        digits.repairs.push(Repair::CountryCodeRemoved);
    }
}

fn fault(text: &str, length: usize) -> Option<IdentifierClass> {
    if text.len() != length {
        Some(IdentifierClass::Length)
    } else if digits::is_one_digit_repeated(text) {
        Some(IdentifierClass::RepeatedDigit)
    } else if matches!(text.as_bytes(), [b'0', b'1', b'3'..=b'9', ..]) {
        None
    } else {
        Some(IdentifierClass::Prefix)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn sloppy_forms_are_repaired() {
        for (raw, repairs) in [
            ("01300001234", &[][..]),
            ("০১৩০০০০১২৩৪", &[Repair::BanglaDigits]),
            ("01300-001234", &[Repair::SeparatorsRemoved]),
            ("1300001234", &[Repair::LostZeroRestored]),
            ("1300001234.0", &[Repair::LostZeroRestored, Repair::DecimalTailRemoved]),
            ("8801300001234", &[Repair::CountryCodeRemoved]),
            ("+8801300001234", &[Repair::CountryCodeRemoved]),
            ("008801300001234", &[Repair::CountryCodeRemoved]),
            ("88001300001234", &[Repair::CountryCodeRemoved]),
            (
                "+880 1300-001234",
                &[Repair::SeparatorsRemoved, Repair::CountryCodeRemoved],
            ),
            ("+৮৮০১৩০০০০১২৩৪", &[Repair::BanglaDigits, Repair::CountryCodeRemoved]),
            ("+01300001234", &[Repair::SeparatorsRemoved]),
        ] {
            let reading = read(raw);
            assert_eq!(reading.value.as_deref(), Some("01300001234"), "{raw}");
            assert_eq!(reading.repairs, repairs, "{raw}");
        }
    }

    #[test]
    fn every_way_to_be_unusable() {
        for (raw, expected) in [
            ("", "absent"),
            ("-", "absent"),
            ("0130000123", "length"),
            ("013000012345", "length"),
            ("7712345678", "length"),
            ("88013000012345", "length"),
            ("00000000000", "repeated_digit"),
            ("01200001234", "prefix"),
            ("02300001234", "prefix"),
            ("8801200001234", "prefix"),
            ("1200001234", "prefix"),
            ("1.3E+09", "precision_lost"),
            ("01300001234, 01300001235", "characters"),
        ] {
            assert_eq!(read(raw).class.name(), expected, "{raw}");
        }
        for prefix in 3..=9 {
            assert_eq!(read(&format!("01{prefix}00001234")).class, IdentifierClass::Valid);
        }
    }
}
