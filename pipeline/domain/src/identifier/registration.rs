//! The parts that national identity and birth registration numbers have in common: birth year,
//! place of first registration, serial of the form.
//!
//! The place is that of registration, not of residence, and says nothing of where the person
//! lives. Neither number has a check digit.

use super::{BirthContext, IdentifierClass};
use crate::geography::is_district;

/// First birth year that a number may carry.
const FIRST_YEAR: i16 = 1900;

/// What is wrong with the four digits of the birth year, if anything.
pub(super) fn year_fault(year: &str, context: BirthContext) -> Option<IdentifierClass> {
    let year: i16 = year.parse().unwrap_or(0);
    if !(FIRST_YEAR..=context.as_of_year).contains(&year) {
        Some(IdentifierClass::Year)
    } else if context.birth_year.is_some_and(|birth| birth != year) {
        Some(IdentifierClass::YearMismatch)
    } else {
        None
    }
}

/// What is wrong with district 2, RMO 1, upazila 2, union or ward 2 and the serial that follows.
pub(super) fn place_fault(digits: &str) -> Option<IdentifierClass> {
    let (district, rmo, serial) = (digits.get(..2)?, digits.get(2..3)?, digits.get(7..)?);
    if !is_district(district) {
        Some(IdentifierClass::Zila)
    } else if !matches!(rmo, "1" | "2" | "3" | "4" | "5" | "9") {
        Some(IdentifierClass::Rmo)
    } else if serial.bytes().all(|byte| byte == b'0') {
        Some(IdentifierClass::Serial)
    } else {
        None
    }
}
