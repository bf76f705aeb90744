//! The TOML behind `--!` at the head of a query: what it says, its grain, what may be released.

use std::collections::BTreeMap;

use dorpon_domain::language::Bilingual;
use dorpon_domain::message;
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::problem::{Place, Problem};
use serde::Deserialize;

/// The front matter of a model or check.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// One sentence: what a row is and what the table answers.
    pub summary: Bilingual,
    /// The columns that together are unique; empty for a check.
    #[serde(default)]
    pub grain: Vec<String>,
    /// The unit that answers for it.
    pub owner: String,
    /// Whether a row speaks of one person or household: every column is encrypted then.
    #[serde(default)]
    pub person_level: bool,
    /// What of it may be published, if anything.
    #[serde(default)]
    pub release: Option<Release>,
    /// Columns by name.
    #[serde(default)]
    pub column: BTreeMap<String, Column>,
    /// How an indicator is computed, by its column; printed beside the figure, and open to reports as
    /// `reference.formula`.
    #[serde(default)]
    pub formula: BTreeMap<String, Bilingual>,
    /// SQL conditions that every row must meet; a row for which one is false holds the publication.
    #[serde(default)]
    pub check: Vec<String>,
    /// For a check: what its rows mean.
    #[serde(default)]
    pub severity: Severity,
}

/// What a check's rows do.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is published.
    #[default]
    Hold,
    /// The run goes on and says so.
    Warn,
}

/// A column's description for the data dictionary and the reports.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Unit: persons, households, taka, days, share…
    #[serde(default)]
    pub unit: Option<String>,
    /// Class of personal data; `indirect` unless said otherwise.
    #[serde(default)]
    pub class: Option<PersonalDataClass>,
    /// Bangla description.
    pub bn: String,
    /// English description.
    pub en: String,
}

/// What of a model the `release` layer shows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Columns that count persons or households: 1 to `minimum` − 1 is never shown.
    #[serde(default)]
    pub counts: Vec<String>,
    /// Which rows are released, as an SQL condition over the mart; all of them if left out.
    #[serde(default)]
    pub rows: Option<String>,
    /// Counts that only some of the rows are released with, by an SQL condition over the mart: `listed_count =
    /// "group_code = 'all'"`. Each further count of a small group costs figures elsewhere.
    #[serde(default)]
    pub only: BTreeMap<String, String>,
    /// The smallest count that is shown.
    #[serde(default = "ten")]
    pub minimum: i64,
    /// Figures shown only where every count they name is shown: `settled_taka = "settled_count"`,
    /// `need_taka = "eligible_count + cannot_tell_count"`.
    #[serde(default)]
    pub figure: BTreeMap<String, String>,
    /// Shares that are made of released counts, and shown where all of them are and enough people stand behind:
    /// `exclusion_share = "missing_count / eligible_count"`. Sums are allowed on both sides.
    #[serde(default)]
    pub share: BTreeMap<String, String>,
    /// What holds between the counts of a row: `eligible_count = covered_count + missing_count`.
    #[serde(default)]
    pub equation: Vec<String>,
    /// Dimensions that get a row of their sum, with the value that marks it: `sex = "all"`.
    #[serde(default)]
    pub total: BTreeMap<String, String>,
    /// Dimensions whose values lie in each other, with the column that names the value above: `area_code = "parent_code"`.
    /// A row is then the sum of the rows whose value above it is, where there are such rows.
    #[serde(default)]
    pub tree: BTreeMap<String, String>,
    /// Dimensions that hold several ways to split one whole, with the column that names the way: `group_code =
    /// "group_kind"`, or nothing where there is one way: `cycle = ""`. The row whose value is `all` is the sum of the rows
    /// of each way.
    #[serde(default)]
    pub split: BTreeMap<String, String>,
    /// Rows of other released tables that hold the same counts, by the name of the table: both are then protected as
    /// one.
    #[serde(default)]
    pub same_as: BTreeMap<String, SameAs>,
    /// Groups too small to stand alone, merged before anything is counted:
    /// `sex = { hijra = "male_and_other", male = "male_and_other" }`.
    #[serde(default)]
    pub merge: BTreeMap<String, BTreeMap<String, String>>,
    /// Groups whose zero is hidden too, because even "nobody" says something of a person:
    /// `sensitive.programme_code = ["DAA"]`.
    #[serde(default)]
    pub sensitive: BTreeMap<String, Vec<String>>,
    /// Columns outside grain and counts that speak of areas, not persons, and are shown as they are.
    #[serde(default)]
    pub plain: Vec<String>,
}

/// Which row of another released table holds the same counts as a row of this one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SameAs {
    /// For each column of the other table's grain a column of this one's, or a value in single quotes.
    pub key: BTreeMap<String, String>,
    /// Values that the other table writes otherwise, by column of this one: `union_code = { all = "BD" }`.
    #[serde(default)]
    pub value: BTreeMap<String, BTreeMap<String, String>>,
    /// Counts that bear another name there; all others that both have are taken by their name.
    #[serde(default)]
    pub counts: BTreeMap<String, String>,
}

fn ten() -> i64 {
    10
}

/// Splits a query file into its front matter and parses that.
///
/// # Errors
/// No `--!` line, or TOML that does not fit, with the line of the file.
pub fn parse(path: &str, text: &str) -> Result<FrontMatter, Problem> {
    let mut front = String::new();
    for line in text.lines() {
        match line.strip_prefix("--!") {
            Some(rest) => front.push_str(rest),
            None if front.is_empty() && line.trim().is_empty() => {}
            None => break,
        }
        front.push('\n');
    }
    toml::from_str(&front).map_err(|error| invalid(path, &front, &error))
}

/// Turns a TOML error into a problem that points at the line.
pub(crate) fn invalid(path: &str, text: &str, error: &toml::de::Error) -> Problem {
    let row = error.span().map(|span| {
        let before = text.get(..span.start).unwrap_or_default();
        before.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1
    });
    Problem::new(&message::catalog::FILE_INVALID)
        .with("path", path)
        .at(Place {
            file: path.to_owned(),
            row,
            column: None,
        })
        .because(error.message())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn front_matter_stops_at_the_query() {
        let text = "--! summary.en = \"a\"\n--! summary.bn = \"ক\"\n--! owner = \"planning\"\n--! grain = [\"x\"]\nselect 1 as x\n--! not = \"read\"\n";
        let front = parse("mart/x.sql", text).unwrap();
        assert_eq!(front.grain, ["x"]);
    }

    #[test]
    fn an_error_points_at_its_line() {
        let text = "--! summary.en = \"a\"\n--! summary.bn = \"ক\"\n--! owner = 3\nselect 1";
        let problem = parse("mart/x.sql", text).unwrap_err();
        assert_eq!(problem.place().unwrap().row, Some(3));
    }
}
