//! National identity numbers.
//!
//! 13 digits: district 2, RMO 1, upazila 2, union or ward 2, serial 6. 17 digits: the birth year
//! before those 13. 10 digits (smart card): opaque, no check digit is published. 10 and 13
//! digits of one person cannot be computed from each other.

use super::digits::{self, Digits};
use super::registration::{place_fault, year_fault};
use super::{BirthContext, IdentifierClass, Reading};

/// Reads a national identity number. Twelve digits are a number of districts 01 to 09 that lost
/// its zero in a sheet, if they are valid with it.
#[must_use]
pub fn read(raw: &str, context: BirthContext) -> Reading {
    let digits = match digits::clean(raw) {
        Ok(digits) => digits,
        Err(class) => return Reading::without_value(class),
    };
    if digits.text.len() == 12 {
        return read_with_zero(digits, context);
    }
    match fault(&digits.text, context) {
        None => digits.valid(),
        Some(class) => Reading::without_value(class),
    }
}

fn read_with_zero(mut digits: Digits, context: BirthContext) -> Reading {
    digits.restore_zero();
    match fault(&digits.text, context) {
        None => digits.valid(),
        // As it came, only its length is certainly wrong.
        Some(_) => Reading::without_value(IdentifierClass::Length),
    }
}

fn fault(text: &str, context: BirthContext) -> Option<IdentifierClass> {
    if !matches!(text.len(), 10 | 13 | 17) {
        return Some(IdentifierClass::Length);
    }
    if digits::is_one_digit_repeated(text) {
        return Some(IdentifierClass::RepeatedDigit);
    }
    match text.len() {
        13 => place_fault(text),
        17 => {
            let (year, place) = text.split_at_checked(4)?;
            year_fault(year, context).or_else(|| place_fault(place))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::identifier::Repair;

    const CONTEXT: BirthContext = BirthContext {
        birth_year: None,
        as_of_year: 2022,
    };

    fn born(year: i16) -> BirthContext {
        BirthContext {
            birth_year: Some(year),
            ..CONTEXT
        }
    }

    fn class(raw: &str, context: BirthContext) -> &'static str {
        read(raw, context).class.name()
    }

    #[test]
    fn valid_numbers_come_through_unchanged() {
        for raw in [
            "8719071999001",
            "19568719071999001",
            "0111234999123",
            "5999123456",
            "2695042999999",
        ] {
            let reading = read(raw, CONTEXT);
            assert_eq!(reading.value.as_deref(), Some(raw), "{raw}");
            assert_eq!((reading.class, reading.repairs.len()), (IdentifierClass::Valid, 0));
        }
        assert_eq!(class("19568719071999001", born(1956)), "valid");
        // A number of 13 digits carries no year to compare.
        assert_eq!(class("8719071999001", born(1956)), "valid");
    }

    #[test]
    fn repairs() {
        for (raw, value, repairs) in [
            ("৮৭১৯০৭১৯৯৯০০১", "8719071999001", &[Repair::BanglaDigits][..]),
            ("'8719071999001", "8719071999001", &[Repair::SeparatorsRemoved]),
            (" 8719071999001 ", "8719071999001", &[Repair::SeparatorsRemoved]),
            (
                "1956-87-1-90-71-999001",
                "19568719071999001",
                &[Repair::SeparatorsRemoved],
            ),
            ("87.1.90.71.999001", "8719071999001", &[Repair::SeparatorsRemoved]),
            (
                "৫৯৯ ৯১২ ৩৪৫৬",
                "5999123456",
                &[Repair::BanglaDigits, Repair::SeparatorsRemoved],
            ),
            ("5999123456.0", "5999123456", &[Repair::DecimalTailRemoved]),
            ("111234999123", "0111234999123", &[Repair::LostZeroRestored]),
            (
                "111234999123.0",
                "0111234999123",
                &[Repair::LostZeroRestored, Repair::DecimalTailRemoved],
            ),
            ("\u{FEFF}5999123456\u{200B}", "5999123456", &[Repair::SeparatorsRemoved]),
        ] {
            let reading = read(raw, CONTEXT);
            assert_eq!(reading.value.as_deref(), Some(value), "{raw}");
            assert_eq!(reading.repairs, repairs, "{raw}");
        }
    }

    #[test]
    fn every_way_to_be_unusable() {
        for (raw, expected) in [
            ("", "absent"),
            ("  ", "absent"),
            ("N/A", "absent"),
            ("নাই", "absent"),
            ("'", "absent"),
            ("12345", "length"),
            ("187190719990011", "length"),
            ("123456789", "length"),
            ("0000000000", "repeated_digit"),
            ("1111111111111", "repeated_digit"),
            ("22222222222222222", "repeated_digit"),
            ("0211234999123", "zila"),
            ("19569912345999001", "zila"),
            ("8769071999001", "rmo"),
            ("8719071000000", "serial"),
            ("18998719071999001", "year"),
            ("20238719071999001", "year"),
            ("1.99E+16", "precision_lost"),
            ("1.99568e16", "precision_lost"),
            ("19568719071999000.0", "precision_lost"),
            ("87190719A9001", "characters"),
            ("8719071999001/2", "characters"),
            ("871,907,199,9001", "characters"),
        ] {
            let reading = read(raw, CONTEXT);
            assert_eq!(reading.class.name(), expected, "{raw}");
            assert_eq!((reading.value, reading.repairs.len()), (None, 0), "{raw}");
        }
        assert_eq!(class("19568719071999001", born(1957)), "year_mismatch");
    }

    #[test]
    fn twelve_digits_need_a_district_of_one_digit() {
        // 02, 05, 07 and 08 are no districts; 87… would be district 08.
        for raw in [
            "211234999123",
            "511234999123",
            "871907199900",
            "161234999123",
            "111234000000",
            "000000000000",
        ] {
            assert_eq!(class(raw, CONTEXT), "length", "{raw}");
        }
        for district in ["1", "3", "4", "6", "9"] {
            assert_eq!(class(&format!("{district}11234999123"), CONTEXT), "valid");
        }
    }
}
