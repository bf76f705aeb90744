//! Whole numbers, decimals, money, shares and coordinates: exact decimals, never floats.

use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Int64Array, Int64Builder};
use arrow::datatypes::DataType;
use dorpon_catalog::extract::{Column, ColumnType};
use dorpon_domain::number::{parse_decimal, parse_taka};

use super::{Beside, Cells, ColumnRead, Notes, ReadCells, filled, flaw, repair};
use crate::file::batch::cell;
use crate::header::FACTOR_SCALE;

/// Decimals that are read before a value is rounded to those of its column.
const FINE_SCALE: u32 = 12;

/// A percentage into a share, at [`FACTOR_SCALE`].
const PER_CENT: i128 = 10_000;

pub(super) struct NumberReader {
    column_type: ColumnType,
    scale: u32,
    /// Digits that the raw table keeps.
    limit: i128,
    range: Option<(i128, i128)>,
}

/// A number and what was done to read it.
struct Reading {
    value: i128,
    repair: Option<&'static str>,
}

impl NumberReader {
    pub(super) fn new(column: &Column) -> Self {
        let (precision, scale) = column.column_type.precision_and_scale().unwrap_or((18, 0));
        Self {
            column_type: column.column_type,
            scale: u32::try_from(scale).unwrap_or(0),
            limit: 10_i128.pow(u32::from(precision)),
            range: column.number_range(),
        }
    }

    fn read_number(&self, cell: &str, factor: Option<i128>) -> Option<Reading> {
        if factor.is_none()
            && cell.len() <= 15
            && cell.bytes().all(|byte| byte.is_ascii_digit())
            && let Ok(value) = cell.parse::<i128>()
        {
            return Some(Reading {
                value: value * 10_i128.pow(self.scale),
                repair: None,
            });
        }
        let (figure, factor, percent) = match cell.strip_suffix('%').map(str::trim_end) {
            Some(figure) if self.column_type == ColumnType::Share => (figure, Some(PER_CENT), true),
            _ => (cell, factor, false),
        };
        let repair = percent.then_some(repair::PERCENT).or_else(|| form(figure));
        if factor.is_none() {
            let exact = match self.column_type {
                ColumnType::Taka => parse_taka(figure),
                _ => parse_decimal(figure, self.scale),
            };
            if let Some(value) = exact {
                return Some(Reading { value, repair });
            }
        }
        let fine = parse_decimal(figure, FINE_SCALE)?;
        let (value, finer) = match factor {
            Some(factor) => (fine.checked_mul(factor)?, FINE_SCALE + FACTOR_SCALE),
            None => (fine, FINE_SCALE),
        };
        let divisor = 10_i128.pow(finer - self.scale);
        let rounded = divide_rounding(value, divisor);
        let exact = rounded.checked_mul(divisor) == Some(value);
        // Half a person is no count that rounding could mend.
        if !exact && self.column_type == ColumnType::Integer {
            return None;
        }
        Some(Reading {
            value: rounded,
            repair: if exact { repair } else { Some(repair::ROUNDED) },
        })
    }

    fn flaw_of(&self, value: i128) -> Option<&'static str> {
        let (low, high) = self.range.unwrap_or((1 - self.limit, self.limit - 1));
        if self.column_type == ColumnType::Taka && value < 0 && low >= 0 {
            Some(flaw::NEGATIVE_AMOUNT)
        } else if value < low || value > high || value.abs() >= self.limit {
            Some(flaw::OUT_OF_RANGE)
        } else {
            None
        }
    }

    /// The number at a position: the sum of all parts, blank where one of them is.
    fn at(&self, cells: &Cells<'_>, position: usize, notes: &mut Notes) -> Option<Result<i128, &'static str>> {
        let mut sum = 0_i128;
        for part in &cells.parts {
            let text = filled(cell(Some(part), position))?;
            let Some(reading) = self.read_number(text, cells.factor) else {
                return Some(Err(flaw::UNREADABLE_NUMBER));
            };
            if let Some(repair) = reading.repair {
                notes.repair(position, repair);
            }
            match sum.checked_add(reading.value) {
                Some(value) => sum = value,
                None => return Some(Err(flaw::OUT_OF_RANGE)),
            }
        }
        Some(Ok(sum))
    }

    fn array(&self, values: Vec<Option<i128>>) -> ArrayRef {
        match self.column_type.precision_and_scale() {
            Some((precision, scale)) => {
                let array: Decimal128Array = values.into_iter().collect();
                Arc::new(array.with_data_type(DataType::Decimal128(precision, scale)))
            }
            None => {
                let mut builder = Int64Builder::with_capacity(values.len());
                for value in values {
                    builder.append_option(value.and_then(|value| i64::try_from(value).ok()));
                }
                let array: Int64Array = builder.finish();
                Arc::new(array)
            }
        }
    }
}

impl ReadCells for NumberReader {
    fn read(&self, cells: &Cells<'_>, _: &Beside<'_>) -> ColumnRead {
        let mut notes = Notes::default();
        let mut values = Vec::with_capacity(cells.len());
        let mut amounts = Vec::new();
        for position in 0..cells.len() {
            let read = self.at(cells, position, &mut notes);
            if self.column_type == ColumnType::Taka {
                amounts.push(read.and_then(Result::ok));
            }
            values.push(match read {
                None => None,
                Some(Err(code)) => {
                    notes.flaw(position, code);
                    None
                }
                Some(Ok(value)) => match self.flaw_of(value) {
                    Some(code) => {
                        notes.flaw(position, code);
                        None
                    }
                    None => Some(value),
                },
            });
        }
        ColumnRead {
            amounts,
            ..ColumnRead::new(self.array(values), notes)
        }
    }
}

/// What there is to repair in the way a number is written.
fn form(figure: &str) -> Option<&'static str> {
    if figure.chars().any(|letter| ('\u{09E6}'..='\u{09EF}').contains(&letter)) {
        return Some(repair::BANGLA_DIGITS);
    }
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+');
    (!figure.bytes().all(plain)).then_some(repair::NUMBER_FORM)
}

/// Ties go away from zero.
fn divide_rounding(dividend: i128, divisor: i128) -> i128 {
    let (quotient, remainder) = (dividend / divisor, dividend % divisor);
    if remainder.unsigned_abs() * 2 >= divisor.unsigned_abs() {
        quotient + dividend.signum()
    } else {
        quotient
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use arrow::array::Array as _;

    use super::super::sample::{codes, read_cells};
    use super::*;

    fn integers(read: &ColumnRead) -> Vec<Option<i64>> {
        read.values
            .as_any()
            .downcast_ref::<Int64Array>()
            .unwrap()
            .iter()
            .collect()
    }

    fn decimals(read: &ColumnRead) -> Vec<Option<i128>> {
        read.values
            .as_any()
            .downcast_ref::<Decimal128Array>()
            .unwrap()
            .iter()
            .collect()
    }

    #[test]
    fn whole_numbers() {
        let read = read_cells(
            "type = \"integer\"\nrange = [\"0\", \"130\"]",
            &["7", "৬৫", "131", "12.5", "12.0", "", "ab", "-1"],
            None,
        );
        assert_eq!(
            integers(&read),
            [Some(7), Some(65), None, None, Some(12), None, None, None]
        );
        assert_eq!(
            codes(&read),
            [
                (2, flaw::OUT_OF_RANGE),
                (3, flaw::UNREADABLE_NUMBER),
                (6, flaw::UNREADABLE_NUMBER),
                (7, flaw::OUT_OF_RANGE)
            ]
        );
        assert_eq!(read.repairs, [(1, repair::BANGLA_DIGITS)]);
    }

    #[test]
    fn money_keeps_refused_amounts_for_the_ledger() {
        let read = read_cells(
            "type = \"taka\"\nrange = [\"0\", \"1000000\"]",
            &["1,500/-", "-500", "৳ ৭৫০", "?", "1.99E16", "500.25"],
            None,
        );
        assert_eq!(
            decimals(&read),
            [Some(150_000), None, Some(75_000), None, None, Some(50_025)]
        );
        assert_eq!(
            read.amounts,
            [Some(150_000), Some(-50_000), Some(75_000), None, None, Some(50_025)]
        );
        assert_eq!(
            codes(&read),
            [
                (1, flaw::NEGATIVE_AMOUNT),
                (3, flaw::UNREADABLE_NUMBER),
                (4, flaw::UNREADABLE_NUMBER)
            ]
        );
    }

    #[test]
    fn percentages_become_shares() {
        let share = "type = \"share\"\nrange = [\"0\", \"1\"]";
        let read = read_cells(share, &["11.2", "100", "18258", "", "0.05"], Some(10_000));
        assert_eq!(decimals(&read), [Some(112_000), Some(1_000_000), None, None, Some(500)]);
        assert_eq!(codes(&read), [(2, flaw::OUT_OF_RANGE)]);
        let read = read_cells(share, &["11.2%", "0.5", "0.1234567"], None);
        assert_eq!(decimals(&read), [Some(112_000), Some(500_000), Some(123_457)]);
        assert_eq!(read.repairs, [(0, repair::PERCENT), (2, repair::ROUNDED)]);
    }

    #[test]
    fn a_sum_is_blank_where_a_part_is() {
        let column: Column = toml::from_str(
            "name = \"x\"\ntype = \"share\"\nclass = \"none\"\nbn = \"x\"\nen = \"x\"\nrange = [\"0\", \"1\"]",
        )
        .unwrap();
        let (one, two) = (
            arrow::array::StringArray::from(vec!["5.3", "", "60"]),
            arrow::array::StringArray::from(vec!["44.7", "3", "50"]),
        );
        let cells = Cells {
            parts: vec![&one, &two],
            factor: Some(10_000),
        };
        let read = NumberReader::new(&column).read(&cells, &Beside::default());
        assert_eq!(decimals(&read), [Some(500_000), None, None]);
        assert_eq!(codes(&read), [(2, flaw::OUT_OF_RANGE)]);
        assert_eq!(read.values.null_count(), 2);
    }

    #[test]
    fn huge_numbers_are_refused_without_overflow() {
        let read = read_cells(
            "type = \"decimal\"",
            &[&"9".repeat(60), &"9".repeat(30), "-999999999999999"],
            None,
        );
        assert_eq!(decimals(&read), [None, None, Some(-999_999_999_999_999_000)]);
    }
}
