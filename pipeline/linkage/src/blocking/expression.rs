//! Keys of blocking rules: `birth_date.year`, `name.given_key`, `postcode.prefix(2)`.

use crate::column::{Column, ColumnKind, DateValue, NameValues, Values};
use crate::dictionary::{mix, stable_digest};
use crate::personal_name::sound::cross_script_key;

/// What of a value makes the key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Part {
    Whole,
    Prefix(usize),
    Suffix(usize),
    Key,
    GivenKey,
    LastKey,
    FirstWord,
    Year,
    YearMonth,
    MonthDay,
    Unordered,
    User,
}

/// One key: a column and what of its value has to be equal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Expression {
    /// Name of the column.
    pub column: String,
    part: Part,
}

impl Expression {
    /// Reads `column`, `column.part` or `column.part(n)`; `None` if a column of this kind has no such part.
    #[must_use]
    pub fn parse(text: &str, kind: ColumnKind) -> Option<Self> {
        let (column, part) = text.split_once('.').unwrap_or((text, ""));
        let argument = |name: &str| -> Option<usize> {
            let inner = part.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
            inner.parse().ok().filter(|length| (1..=64).contains(length))
        };
        let part = match (part, kind) {
            ("", _) => Part::Whole,
            ("key", ColumnKind::Name | ColumnKind::Text) => Part::Key,
            ("given_key", ColumnKind::Name) => Part::GivenKey,
            ("last_key", ColumnKind::Name) => Part::LastKey,
            ("first_word", ColumnKind::Text) => Part::FirstWord,
            ("year", ColumnKind::Date) => Part::Year,
            ("year_month", ColumnKind::Date) => Part::YearMonth,
            ("month_day", ColumnKind::Date) => Part::MonthDay,
            ("unordered", ColumnKind::Date) => Part::Unordered,
            ("user", ColumnKind::Email) => Part::User,
            _ => match (argument("prefix"), argument("suffix")) {
                (Some(length), _) => Part::Prefix(length),
                (_, Some(length)) => Part::Suffix(length),
                _ => return None,
            },
        };
        Some(Self {
            column: column.to_owned(),
            part,
        })
    }

    /// What may be written for a column of a kind, for messages.
    pub(crate) fn known(column: &str, kind: ColumnKind) -> String {
        let parts: &[&str] = match kind {
            ColumnKind::Name => &["key", "given_key", "last_key"],
            ColumnKind::Text => &["key", "first_word"],
            ColumnKind::Date => &["year", "year_month", "month_day", "unordered"],
            ColumnKind::Email => &["user"],
            _ => &[],
        };
        let mut known = vec![column.to_owned()];
        known.extend(
            parts
                .iter()
                .chain(&["prefix(n)", "suffix(n)"])
                .map(|part| format!("{column}.{part}")),
        );
        known.join(", ")
    }

    /// The digest of the key of each value of the column, by number; 0 for a value without this key.
    #[must_use]
    pub(crate) fn digests(&self, column: &Column) -> Vec<u64> {
        let numbers = 0..=u32::try_from(column.dictionary.len()).unwrap_or(u32::MAX);
        numbers
            .map(|number| if number == 0 { 0 } else { self.digest(column, number) })
            .collect()
    }

    fn digest(&self, column: &Column, number: u32) -> u64 {
        let text = column.dictionary.text(number);
        let of_text = |text: &str| if text.is_empty() { 0 } else { stable_digest(text).max(1) };
        let date = || match &column.values {
            Values::Dates(dates) => dates.get(number as usize).copied().unwrap_or_default(),
            _ => DateValue::default(),
        };
        let named = |pick: fn(&NameValues) -> &Vec<u32>| match &column.values {
            Values::Names(names) => {
                let key = pick(names).get(number as usize).copied().unwrap_or(0);
                of_text(names.key_texts.text(key))
            }
            _ => 0,
        };
        let parts = |parts: [u64; 3]| parts.into_iter().fold(1, mix).max(1);
        let (year, month, day) = {
            let date = date();
            (u64::from(date.year), u64::from(date.month), u64::from(date.day))
        };
        match self.part {
            Part::Whole => of_text(text),
            Part::Prefix(length) => {
                let mut letters = text.char_indices();
                match letters.nth(length) {
                    Some((end, _)) => of_text(text.get(..end).unwrap_or_default()),
                    None if text.chars().count() == length => of_text(text),
                    None => 0,
                }
            }
            Part::Suffix(length) => match text.char_indices().rev().nth(length - 1) {
                Some((start, _)) => of_text(text.get(start..).unwrap_or_default()),
                None => 0,
            },
            Part::Key => match column.values {
                Values::Names(_) => named(|names| &names.keys),
                _ => of_text(&cross_script_key(text)),
            },
            Part::GivenKey => named(|names| &names.given_keys),
            Part::LastKey => named(|names| &names.last_keys),
            Part::FirstWord => of_text(text.split(' ').next().unwrap_or_default()),
            Part::Year => parts([year, 0, 0]),
            Part::YearMonth if month > 0 => parts([year, month, 0]),
            Part::MonthDay if month > 0 => parts([0, month, day]),
            Part::Unordered if month > 0 => parts([year, month.min(day), month.max(day)]),
            Part::YearMonth | Part::MonthDay | Part::Unordered => 0,
            Part::User => of_text(text.split('@').next().unwrap_or_default()),
        }
    }
}
