//! Profiles of text columns, by polars. No type of polars leaves this module.

use dorpon_domain::date_text::{PartOrder, read_date};
use dorpon_domain::identifier::{BirthContext, brn, mobile, nid};
use dorpon_domain::number::{parse_decimal, parse_integer};
use polars::prelude::{GroupsType, IntoGroupsType as _, NewChunkedArray as _, PlSmallStr, StringChunked};

use crate::column::filled;

/// Values shown for a column.
const FREQUENT: usize = 5;

/// Values looked at to tell what a column looks like.
const SAMPLE: usize = 1000;

/// Of ten values, how many must be of a kind.
const MOST_OF_TEN: usize = 9;

/// Numbers without letters that are tried as dates, with two-digit years up to this one.
pub(crate) const PIVOT_YEAR: i16 = 2030;

/// What is in a column.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Profile {
    pub(crate) filled: u64,
    pub(crate) distinct: u64,
    /// Letters of the shortest and of the longest value.
    pub(crate) shortest: u64,
    pub(crate) longest: u64,
    /// Values with their counts, most frequent first.
    pub(crate) frequent: Vec<(String, u64)>,
    pub(crate) looks_like: &'static str,
}

/// Profiles the cells of a column; blank ones count as not filled.
pub(crate) fn profile(cells: &[String]) -> Profile {
    let values: Vec<&str> = cells.iter().filter_map(|cell| filled(cell)).collect();
    let lengths = || values.iter().map(|value| value.chars().count() as u64);
    let (distinct, frequent) = frequencies(&values);
    Profile {
        filled: values.len() as u64,
        distinct,
        shortest: lengths().min().unwrap_or(0),
        longest: lengths().max().unwrap_or(0),
        frequent,
        looks_like: looks_like(&values),
    }
}

/// How many different values there are, and the most frequent; ties by value.
fn frequencies(values: &[&str]) -> (u64, Vec<(String, u64)>) {
    let column = StringChunked::from_slice(PlSmallStr::from_static("value"), values);
    let Ok(groups) = column.group_tuples(false, true) else {
        return (0, Vec::new());
    };
    let mut counts: Vec<(u64, &str)> = match &groups {
        GroupsType::Idx(groups) => groups
            .iter()
            .filter_map(|(first, rows)| {
                let first = usize::try_from(first).ok()?;
                Some((rows.len() as u64, *values.get(first)?))
            })
            .collect(),
        GroupsType::Slice { groups, .. } => groups
            .iter()
            .filter_map(|[first, length]| {
                let first = usize::try_from(*first).ok()?;
                Some((u64::from(*length), *values.get(first)?))
            })
            .collect(),
    };
    let distinct = counts.len() as u64;
    counts.sort_unstable_by(|(one, value), (other, compared)| other.cmp(one).then_with(|| value.cmp(compared)));
    let frequent = counts
        .into_iter()
        .take(FREQUENT)
        .map(|(count, value)| (value.to_owned(), count))
        .collect();
    (distinct, frequent)
}

/// Kinds of value, the narrowest first.
const KINDS: [&str; 7] = ["mobile", "nid", "brn", "boolean", "integer", "decimal", "date"];

/// Whether a value is of a kind; nothing is of the kind `text` or `blank`.
pub(crate) fn is_like(kind: &str, text: &str) -> bool {
    let context = BirthContext {
        birth_year: None,
        as_of_year: PIVOT_YEAR,
    };
    match kind {
        "mobile" => mobile::read(text).value.is_some(),
        "nid" => nid::read(text, context).value.is_some(),
        "brn" => brn::read(text, context).value.is_some(),
        "boolean" => matches!(text, "0" | "1" | "yes" | "no" | "true" | "false" | "হ্যাঁ" | "না"),
        "integer" => parse_integer(text).is_some(),
        "decimal" => parse_decimal(text, 9).is_some(),
        "date" => read_date(text, PartOrder::DayFirst, PIVOT_YEAR).is_some(),
        _ => false,
    }
}

/// What most of the filled cells of a column look like.
pub(crate) fn looks_like(values: &[&str]) -> &'static str {
    let sample = values.get(..values.len().min(SAMPLE)).unwrap_or_default();
    if sample.is_empty() {
        return "blank";
    }
    let fits =
        |kind: &str| sample.iter().filter(|value| is_like(kind, value)).count() * 10 >= sample.len() * MOST_OF_TEN;
    KINDS.into_iter().find(|kind| fits(kind)).unwrap_or("text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str]) -> Profile {
        profile(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn values_are_counted() {
        let profile = of(&["ক", "খগ", "ক", "", "-", "a"]);
        assert_eq!(
            (profile.filled, profile.distinct, profile.shortest, profile.longest),
            (4, 3, 1, 2)
        );
        assert_eq!(profile.frequent.first(), Some(&("ক".to_owned(), 2)));
        assert_eq!(profile.looks_like, "text");
    }

    #[test]
    fn kinds_are_recognised() {
        assert_eq!(of(&["12", "৩৪"]).looks_like, "integer");
        assert_eq!(of(&["1.5", "2"]).looks_like, "decimal");
        assert_eq!(of(&["2022-01-31", "2021-12-01"]).looks_like, "date");
        assert_eq!(of(&["01300000001"]).looks_like, "mobile");
        assert_eq!(of(&["", " "]).looks_like, "blank");
    }
}
