//! Routing numbers of bank branches: bank 3, district 2, branch 3, check digit 1.
//!
//! The check digit makes the weighted sum of all nine digits divisible by ten, with weights
//! 5 7 1 5 7 1 5 7 on the first eight. It holds for all 10,031 numbers of a public list (facts.md
//! 2), a third of which had lost their leading zero. Their district digits are those of the
//! Bureau of Statistics, but 27 is Dhaka South and Dinajpur is 28.

use super::{IdentifierClass, Reading, digits};
use crate::geography::is_district;

const WEIGHTS: [u32; 9] = [5, 7, 1, 5, 7, 1, 5, 7, 1];

/// Reads a routing number. Eight digits are one that lost its zero, if its check digit then holds.
#[must_use]
pub fn read(raw: &str) -> Reading {
    let mut digits = match digits::clean(raw) {
        Ok(digits) => digits,
        Err(class) => return Reading::without_value(class),
    };
    let short = digits.text.len() == 8;
    if short {
        digits.restore_zero();
    }
    match fault(&digits.text) {
        None => digits.valid(),
        Some(_) if short => Reading::without_value(IdentifierClass::Length),
        Some(class) => Reading::without_value(class),
    }
}

fn fault(text: &str) -> Option<IdentifierClass> {
    if text.len() != 9 {
        Some(IdentifierClass::Length)
    } else if digits::is_one_digit_repeated(text) {
        Some(IdentifierClass::RepeatedDigit)
    } else if !passes(text) {
        Some(IdentifierClass::CheckDigit)
    } else if text
        .get(3..5)
        .is_some_and(|district| is_district(district) || district == "28")
    {
        None
    } else {
        Some(IdentifierClass::Zila)
    }
}

fn passes(text: &str) -> bool {
    let sum: u32 = text
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::identifier::Repair;

    #[test]
    fn the_check_digit_of_known_numbers_holds() {
        for raw in [
            "200480554",
            "140581184",
            "085260728",
            "060261726",
            "225261732",
            "125274182",
        ] {
            assert_eq!(read(raw).value.as_deref(), Some(raw));
        }
        assert_eq!(read("200270116").class.name(), "check_digit");
        assert_eq!(read("200270119").class.name(), "valid");
    }

    #[test]
    fn a_lost_zero_is_restored_where_the_check_digit_agrees() {
        let reading = read("85260728");
        assert_eq!(reading.value.as_deref(), Some("085260728"));
        assert_eq!(reading.repairs, [Repair::LostZeroRestored]);
        assert_eq!(
            read("৬০২৬১৭২৬").repairs,
            [Repair::BanglaDigits, Repair::LostZeroRestored]
        );
        assert_eq!(read("85260729").class.name(), "length");
    }

    #[test]
    fn every_way_to_be_unusable() {
        for (raw, expected) in [
            ("", "absent"),
            ("1234567", "length"),
            ("0852607281", "length"),
            ("00000000", "length"),
            ("000000000", "repeated_digit"),
            ("085260729", "check_digit"),
            ("08526O728", "characters"),
            ("8.526E+07", "precision_lost"),
        ] {
            assert_eq!(read(raw).class.name(), expected, "{raw}");
        }
    }

    #[test]
    fn the_district_must_exist() {
        let with_check_digit = |eight: &str| {
            (0..10)
                .map(|digit| format!("{eight}{digit}"))
                .find(|number| passes(number))
                .unwrap()
        };
        assert_eq!(read(&with_check_digit("08528072")).class.name(), "valid");
        assert_eq!(read(&with_check_digit("08502072")).class.name(), "zila");
    }
}
