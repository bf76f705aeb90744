//! Figures of a released table: what is shown of taka and medians, and shares made of the counts that are shown.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Decimal128Array};
use arrow::compute::nullif;
use arrow::datatypes::DataType;
use dorpon_domain::problem::Problem;
use dorpon_privacy::suppression::Verdict;

use super::ReleaseTable;
use crate::session::failure;

/// A share of fewer people says more of each of them than of the group (facts.md 9).
const SMALLEST_BASE: i64 = 30;

/// Decimals of a share, and how many there are to one.
const SHARE_SCALE: i8 = 4;
const SHARE_UNIT: i128 = 10_000;

/// The columns of `release.figure` and `release.share`.
pub(super) fn columns(table: &ReleaseTable<'_>, verdicts: &[Verdict]) -> Result<Vec<(String, ArrayRef)>, Problem> {
    let mut columns = Vec::new();
    for (name, counts) in &table.release.figure {
        let counts = table.count_positions(counts)?;
        // A count that is kept out of a row keeps its figures out too; one that the mart has nothing of hides nothing.
        let is_told = |row: usize, count: usize| {
            table.is_shown(verdicts, row, count) && (table.value(row, count).is_some() || !table.is_kept_out(count))
        };
        let hidden: BooleanArray = (0..table.rows())
            .map(|row| Some(!counts.iter().all(|count| is_told(row, *count))))
            .collect();
        let kept = nullif(&table.column(name)?, &hidden).map_err(|error| failure(&error.into()))?;
        columns.push((name.clone(), kept));
    }
    for (name, formula) in &table.release.share {
        let (above, below) = formula
            .split_once('/')
            .ok_or_else(|| table.invalid(&format!("share.{name}")))?;
        let (above, below) = (table.count_positions(above)?, table.count_positions(below)?);
        let sum = |row: usize, counts: &[usize]| {
            counts
                .iter()
                .map(|count| {
                    table
                        .value(row, *count)
                        .filter(|_| table.is_shown(verdicts, row, *count))
                })
                .sum::<Option<i64>>()
        };
        let shares: Decimal128Array = (0..table.rows())
            .map(|row| share(sum(row, &above)?, sum(row, &below)?))
            .collect();
        let shares = shares.with_data_type(DataType::Decimal128(18, SHARE_SCALE));
        columns.push((name.clone(), Arc::new(shares) as ArrayRef));
    }
    Ok(columns)
}

/// `above / below` in ten thousandths, half a one rounded up; nothing where the base is too small to speak of.
fn share(above: i64, below: i64) -> Option<i128> {
    if below < SMALLEST_BASE {
        return None;
    }
    let below = i128::from(below);
    Some((i128::from(above) * SHARE_UNIT * 2 + below) / (below * 2))
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn a_share_is_rounded_and_wants_thirty_people() {
        assert_eq!(share(1, 3), None);
        assert_eq!(share(1, 29), None);
        assert_eq!(share(10, 30), Some(3_333));
        assert_eq!(share(20, 30), Some(6_667));
        assert_eq!(share(0, 30), Some(0));
        assert_eq!(share(1, 80_000), Some(0));
        assert_eq!(share(1, 20_000), Some(1));
    }
}
