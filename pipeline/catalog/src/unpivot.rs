//! How a published table that is wide becomes long: one column for each sex and age band, or for each hazard, becomes
//! one row for each.
//!
//! A contract says which headings are rows of their own and what they say of the other columns. A file that has the
//! value in a column of its own is long already and is read as it is.

use std::collections::{BTreeMap, BTreeSet};

use dorpon_domain::number::ascii_digits;
use dorpon_domain::text::fold_header;
use serde::Deserialize;

use crate::extract::{Column, ColumnType};

/// The `[unpivot]` of a contract.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unpivot {
    /// The column that takes the cells below the headings.
    pub value: String,
    /// The headings.
    pub heading: Vec<UnpivotHeading>,
    /// Folded spellings of the columns that take values of a list.
    #[serde(skip)]
    spellings: BTreeMap<String, BTreeSet<String>>,
}

/// Headings of one form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnpivotHeading {
    /// Headings as they are, or…
    #[serde(default)]
    pub names: Vec<String>,
    /// …a form such as `{sex}_{age_from}_{age_to}`, in which each name in braces stands for the text of that column.
    #[serde(default)]
    pub pattern: Option<String>,
    /// What the headings say of columns that their text does not name.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    #[serde(skip)]
    folded: BTreeSet<String>,
}

impl Unpivot {
    /// Folds what headings are compared with, once for any number of files.
    pub(crate) fn prepare(&mut self, columns: &[Column]) {
        for heading in &mut self.heading {
            heading.folded = heading.names.iter().map(|name| fold_header(name)).collect();
        }
        let named: BTreeSet<String> = self.named_columns().into_iter().map(str::to_owned).collect();
        for column in columns.iter().filter(|column| named.contains(&column.name)) {
            if column.column_type == ColumnType::Category {
                let spellings = column
                    .values
                    .iter()
                    .flat_map(|(value, spellings)| std::iter::once(value).chain(spellings));
                let folded = spellings.map(|spelling| fold_header(spelling)).collect();
                self.spellings.insert(column.name.clone(), folded);
            }
        }
    }

    /// The columns that headings fill, besides the value.
    #[must_use]
    pub fn named_columns(&self) -> BTreeSet<&str> {
        let mut named = BTreeSet::new();
        for heading in &self.heading {
            named.extend(heading.set.keys().map(String::as_str));
            named.extend(heading.pattern.iter().flat_map(|pattern| placeholders(pattern)));
        }
        named
    }

    /// What a heading of a file says: column → text; `None` for a heading that is no row of its own.
    #[must_use]
    pub fn read(&self, heading: &str, columns: &[Column]) -> Option<BTreeMap<String, String>> {
        let folded = fold_header(heading);
        self.heading.iter().find_map(|form| {
            let mut said = form.set.clone();
            if form.folded.contains(&folded) {
                return Some(said);
            }
            said.extend(parts(form.pattern.as_deref()?, heading.trim())?);
            let readable = said.iter().all(|(name, text)| {
                let column = columns.iter().find(|column| column.name == *name);
                column.is_some_and(|column| self.is_readable(column, text))
            });
            readable.then_some(said)
        })
    }

    /// Whether a part of a heading may be a value of the column, so that `F_00_04` is a band and `ADM1_NAME` is none.
    fn is_readable(&self, column: &Column, text: &str) -> bool {
        match column.column_type {
            ColumnType::Category => self
                .spellings
                .get(&column.name)
                .is_some_and(|spellings| spellings.contains(&fold_header(text))),
            ColumnType::Integer => !text.is_empty() && ascii_digits(text).bytes().all(|byte| byte.is_ascii_digit()),
            _ => !text.is_empty(),
        }
    }
}

/// Names in braces.
fn placeholders(pattern: &str) -> impl Iterator<Item = &str> {
    pattern
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
}

/// The texts that stand where the pattern has names; letters are compared without case.
fn parts(pattern: &str, heading: &str) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let (mut pattern, mut heading) = (pattern, heading);
    loop {
        let (literal, rest) = match pattern.split_once('{') {
            Some((literal, rest)) => (literal, Some(rest)),
            None => (pattern, None),
        };
        heading = strip(heading, literal)?;
        let Some(rest) = rest else {
            return heading.is_empty().then_some(found);
        };
        let (name, after) = rest.split_once('}')?;
        let next = after.split('{').next().unwrap_or_default();
        let end = if next.is_empty() {
            heading.len()
        } else {
            find(heading, next)?
        };
        found.insert(name.to_owned(), heading.get(..end)?.trim().to_owned());
        heading = heading.get(end..)?;
        pattern = after;
    }
}

fn strip<'a>(text: &'a str, literal: &str) -> Option<&'a str> {
    let head = text.get(..literal.len())?;
    head.eq_ignore_ascii_case(literal).then(|| text.get(literal.len()..))?
}

fn find(text: &str, literal: &str) -> Option<usize> {
    text.char_indices()
        .map(|(position, _)| position)
        .find(|position| text.get(*position..).is_some_and(|rest| strip(rest, literal).is_some()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn sex_and_age() -> (Unpivot, Vec<Column>) {
        let unpivot = toml::from_str(
            r#"
            value = "persons"
            [[heading]]
            pattern = "{sex}_{age_from}_{age_to}"
            [[heading]]
            pattern = "{sex}_{age_from}plus"
            [[heading]]
            names = ["Male total"]
            set = { sex = "male", age_from = "0" }
            "#,
        );
        let column = |text: &str| toml::from_str(&format!("class = \"none\"\nbn = \"ক\"\nen = \"a\"\n{text}")).unwrap();
        let columns = vec![
            column("name = \"sex\"\ntype = \"category\"\nvalues = { male = [\"m\"], female = [\"f\"] }"),
            column("name = \"age_from\"\ntype = \"integer\""),
            column("name = \"age_to\"\ntype = \"integer\""),
        ];
        let mut unpivot: Unpivot = unpivot.unwrap();
        unpivot.prepare(&columns);
        (unpivot, columns)
    }

    #[test]
    fn headings_say_what_their_cells_are_of() {
        let (unpivot, columns) = sex_and_age();
        let read = |heading: &str| {
            let said = unpivot.read(heading, &columns)?;
            Some(
                said.into_iter()
                    .map(|(name, text)| format!("{name}={text}"))
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        };
        assert_eq!(read("F_00_04").as_deref(), Some("age_from=00 age_to=04 sex=F"));
        assert_eq!(read(" m_80Plus").as_deref(), Some("age_from=80 sex=m"));
        assert_eq!(read("male TOTAL").as_deref(), Some("age_from=0 sex=male"));
        for heading in ["ADM1_NAME", "F_TL", "F_00_", "_00_04", "", "x_00_04", "ম_০০_০৪"] {
            assert_eq!(read(heading), None, "{heading}");
        }
        assert_eq!(
            unpivot.named_columns().into_iter().collect::<Vec<_>>(),
            ["age_from", "age_to", "sex"]
        );
    }
}
