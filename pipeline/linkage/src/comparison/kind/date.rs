//! Birth dates.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind, DateValue, Values};
use crate::dictionary::NULL;
use crate::record::Records;
use crate::similarity::edits;

/// `date`: one column. `equal`; `equal_first_january` (both the day that offices write for "not known");
/// `swapped_day_month`; `one_edit` (one digit wrong, or two neighbours exchanged); `same_year_weak` (same year, one of
/// them a year alone or 1 January); `same_day_month` (another year); `same_year_month`; one level for each limit
/// (distance in years: 1, 5); `different`.
pub static KIND: Kind = Kind {
    name: "date",
    column_count: 1..=1,
    column_kinds: &[ColumnKind::Date],
    prepare,
};

const FIRST_LIMIT: u8 = 8;
const DAYS_OF_A_YEAR: f64 = 365.25;

struct DateComparison<'a> {
    place: usize,
    column: Option<&'a Column>,
    values: &'a [DateValue],
    limits: Vec<f64>,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let place = setting.place(0);
    let column = records.columns.get(place);
    Box::new(DateComparison {
        place,
        column,
        values: match column.map(|column| &column.values) {
            Some(Values::Dates(values)) => values,
            _ => &[],
        },
        limits: setting.limits(&[1.0, 5.0]),
    })
}

impl DateComparison<'_> {
    fn level(&self, left: DateValue, right: DateValue) -> u8 {
        let is_weak = |date: DateValue| date.is_year_only() || date.is_first_january();
        if left.is_year_only() || right.is_year_only() {
            if left.year == right.year {
                return if left == right { 2 } else { 5 };
            }
        } else {
            if left == right {
                return if left.is_first_january() { 2 } else { 1 };
            }
            if left.year == right.year && left.month == right.day && left.day == right.month {
                return 3;
            }
            // Neighbouring places of 1 January are years, not slips.
            let is_slip = edits(&left.letters(), &right.letters(), 1) <= 1;
            if is_slip && !(left.is_first_january() && right.is_first_january()) {
                return 4;
            }
            if left.year == right.year && (is_weak(left) || is_weak(right)) {
                return 5;
            }
            if left.month == right.month && left.day == right.day && !left.is_first_january() {
                return 6;
            }
            if left.year == right.year && left.month == right.month {
                return 7;
            }
        }
        let years = f64::from((left.days() - right.days()).abs()) / DAYS_OF_A_YEAR;
        super::level_above(years, &self.limits, FIRST_LIMIT)
    }
}

impl Comparison for DateComparison<'_> {
    fn levels(&self) -> Vec<String> {
        let mut levels: Vec<String> = [
            "equal",
            "equal_first_january",
            "swapped_day_month",
            "one_edit",
            "same_year_weak",
            "same_day_month",
            "same_year_month",
        ]
        .map(str::to_owned)
        .into();
        levels.extend(super::limit_names("within_years", &self.limits));
        levels.push("different".to_owned());
        levels
    }

    fn compare(&self, left: &[u32], right: &[u32], _caches: &mut [PairCache]) -> u8 {
        let (left, right) = (at(left, self.place), at(right, self.place));
        if left == NULL || right == NULL {
            return 0;
        }
        let value = |number: u32| self.values.get(number as usize).copied().unwrap_or_default();
        self.level(value(left), value(right))
    }

    fn term_tables(&self) -> Vec<TermTable<'_>> {
        super::value_terms(self.column)
    }

    fn terms(&self, level: u8, left: &[u32], right: &[u32]) -> [Option<Term>; 2] {
        let term = matches!(level, 1 | 2).then(|| Term {
            table: 0,
            left: at(left, self.place),
            right: at(right, self.place),
        });
        [term, None]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn each_level_has_its_cases() {
        let comparison = DateComparison {
            place: 0,
            column: None,
            values: &[],
            limits: vec![1.0, 5.0],
        };
        let names = comparison.levels();
        for (left, right, expected) in [
            ("1970-12-31", "1970-12-31", "equal"),
            ("1970-01-01", "1970-01-01", "equal_first_january"),
            ("1970", "1970", "equal_first_january"),
            ("1970-03-04", "1970-04-03", "swapped_day_month"),
            ("1970-03-04", "1970-03-14", "one_edit"),
            ("1970-03-14", "1970-03-41", "one_edit"),
            ("1970-03-14", "1970", "same_year_weak"),
            ("1970-01-01", "1970-11-21", "same_year_weak"),
            ("1970-03-14", "1992-03-14", "same_day_month"),
            ("1970-03-14", "1970-03-30", "same_year_month"),
            ("1970-03-14", "1970-10-30", "within_years_1"),
            ("1970", "1971", "within_years_1"),
            ("1970-03-14", "1973-10-30", "within_years_5"),
            ("1970-03-14", "1993-10-30", "different"),
        ] {
            let value = |text: &str| DateValue::read(text).unwrap();
            let level = comparison.level(value(left), value(right));
            assert_eq!(names[usize::from(level) - 1], expected, "{left} {right}");
            assert_eq!(comparison.level(value(right), value(left)), level, "{left} {right}");
        }
    }
}
