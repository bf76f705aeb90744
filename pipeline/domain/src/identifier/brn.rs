//! Birth registration numbers.
//!
//! 17 digits: birth year 4, district 2, RMO 1, upazila 2, union or ward 2, serial 6, which is the
//! layout of a 17-digit national identity number too: only the column tells them apart. 16
//! digits come from the hand-written registers and have a serial of five; how they become 17 is
//! not published, so they stay 16.

use super::registration::{place_fault, year_fault};
use super::{BirthContext, IdentifierClass, Reading, digits};

/// Reads a birth registration number. Pass no birth year where a differing one should stay
/// readable, as for the search for changed birth dates.
#[must_use]
pub fn read(raw: &str, context: BirthContext) -> Reading {
    let digits = match digits::clean(raw) {
        Ok(digits) => digits,
        Err(class) => return Reading::without_value(class),
    };
    match fault(&digits.text, context) {
        None => digits.valid(),
        Some(class) => Reading::without_value(class),
    }
}

fn fault(text: &str, context: BirthContext) -> Option<IdentifierClass> {
    if !matches!(text.len(), 16 | 17) {
        return Some(IdentifierClass::Length);
    }
    if digits::is_one_digit_repeated(text) {
        return Some(IdentifierClass::RepeatedDigit);
    }
    let (year, place) = text.split_at_checked(4)?;
    year_fault(year, context).or_else(|| place_fault(place))
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

    #[test]
    fn the_published_sample_is_valid() {
        let reading = read("1979-09-121-66-100145", CONTEXT);
        assert_eq!(reading.value.as_deref(), Some("19790912166100145"));
        assert_eq!(reading.repairs, [Repair::SeparatorsRemoved]);
        assert_eq!(
            read("20158719071999001", CONTEXT).value.as_deref(),
            Some("20158719071999001")
        );
        assert_eq!(
            read("2015871907199901", CONTEXT).value.as_deref(),
            Some("2015871907199901")
        );
    }

    #[test]
    fn every_way_to_be_unusable() {
        let born = BirthContext {
            birth_year: Some(2014),
            ..CONTEXT
        };
        for (raw, context, expected) in [
            ("", CONTEXT, "absent"),
            ("8719071999001", CONTEXT, "length"),
            ("201587190719990011", CONTEXT, "length"),
            ("0000000000000000", CONTEXT, "repeated_digit"),
            ("20239912345999001", CONTEXT, "year"),
            ("20150212345999001", CONTEXT, "zila"),
            ("20158779071999001", CONTEXT, "rmo"),
            ("20158719071000000", CONTEXT, "serial"),
            ("2015871907100000", CONTEXT, "serial"),
            ("2.01587E+16", CONTEXT, "precision_lost"),
            ("2015B719071999001", CONTEXT, "characters"),
            ("20158719071999001", born, "year_mismatch"),
        ] {
            assert_eq!(read(raw, context).class.name(), expected, "{raw}");
        }
    }
}
