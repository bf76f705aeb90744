//! A programme: who is eligible, what it pays, what it excludes; and the SQL of its rules.
//!
//! `queries/programmes/README.md` says how a programme file is written.

mod age;
mod condition;
mod eligibility_sql;
mod exclusion;
mod file_lines;
mod rate;
pub mod reference_rows;
mod tier;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use dorpon_domain::language::Bilingual;
use dorpon_domain::problem::{Place, Problem};
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::front_matter::invalid;

pub use age::{AgeCutoff, RuleSex};
pub use condition::{Asked, Condition, ConditionKind, RESERVED_NAMES};
pub use eligibility_sql::{Probe, enrolment_result_sql, result_sql};
pub use exclusion::{Exclusion, ExclusionSeverity, complete_exclusions};
pub use rate::{Amount, Rate, RateStatus};
pub use tier::{STANDARD, Tier};

use exclusion::ExclusionRow;
use file_lines::FileLines;

/// How often a programme pays.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// Every month.
    Monthly,
    /// Every three months, for three months.
    Quarterly,
    /// Every six months, for six months.
    HalfYearly,
    /// Once in a year.
    Yearly,
    /// Once.
    Once,
    /// No source says.
    Unknown,
}

impl Frequency {
    /// As files and tables write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::HalfYearly => "half_yearly",
            Self::Yearly => "yearly",
            Self::Once => "once",
            Self::Unknown => "unknown",
        }
    }
}

/// What a programme hands out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
pub enum Unit {
    /// Money.
    #[serde(rename = "taka")]
    Taka,
    /// Grain, by weight.
    #[serde(rename = "kg")]
    Kilogram,
}

impl Unit {
    /// As files and tables write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Taka => "taka",
            Self::Kilogram => "kg",
        }
    }
}

/// Whom one grant is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantTo {
    /// One person.
    Person,
    /// One household, through one of its members.
    Household,
}

impl GrantTo {
    /// As files and tables write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Household => "household",
        }
    }
}

/// One programme file, `queries/programmes/<CODE>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Code used everywhere, `OAA`.
    pub code: String,
    /// Official names.
    pub name: Bilingual,
    /// Other spellings that files use.
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    /// The agency that runs it.
    pub agency: String,
    /// How often it pays.
    pub frequency: Frequency,
    /// What it hands out.
    pub unit: Unit,
    /// Whom one grant is for.
    pub grant_to: GrantTo,
    /// First day of the first fiscal year that had it; absent where no source says.
    #[serde(default)]
    pub began_on: Option<Date>,
    /// Days after the end of a cycle until the payment is due.
    #[serde(default)]
    pub due_days: Option<i64>,
    #[serde(default)]
    exclusive_with: Vec<Spanned<String>>,
    #[serde(default)]
    exclusion: Vec<ExclusionRow>,
    /// Which programmes go together with this one, by code; of a catalog's programmes it holds both ways.
    #[serde(skip)]
    pub exclusions: BTreeMap<String, Exclusion>,
    /// Which rate is whose, in the order in which they are tried; none: one rate for everybody.
    #[serde(default)]
    pub tier: Vec<Tier>,
    /// Rates by fiscal year and tier.
    #[serde(default)]
    pub rate: Vec<Rate>,
    /// Birth-date cut-offs by fiscal year and sex.
    #[serde(default)]
    pub age_cutoff: Vec<AgeCutoff>,
    /// Conditions in the order in which they decide, hard ones first.
    #[serde(default)]
    pub condition: Vec<Condition>,
    #[serde(skip)]
    lines: FileLines,
}

impl Programme {
    /// Reads a programme file of the catalog, whose name is its code.
    ///
    /// # Errors
    /// As [`Self::read`]; another file name.
    pub fn parse(path: &str, text: &str) -> Result<Self, Problem> {
        let programme = Self::read(path, text)?;
        let code = &programme.code;
        if path.rsplit(['/', '\\']).next() != Some(&format!("{code}.toml")) {
            let what = format!("code {code} differs from the file name");
            return Err(programme.lines.fault(&code_span(text), what));
        }
        Ok(programme)
    }

    /// Reads a programme file of whatever name.
    ///
    /// # Errors
    /// TOML that does not fit; a condition behind a milder kind; a date, amount or tier that is none; each with its
    /// line.
    pub fn read(path: &str, text: &str) -> Result<Self, Problem> {
        let mut programme: Self = toml::from_str(text).map_err(|error| invalid(path, text, &error))?;
        let lines = FileLines::of(path, text);
        let code = &programme.code;
        if !is_code(code) {
            let what = format!("{code} is no programme code (capital letters and digits)");
            return Err(lines.fault(&code_span(text), what));
        }
        programme.exclusions = exclusion::read(code, &programme.exclusive_with, &programme.exclusion, &lines)?;
        condition::check(&programme.condition, &lines)?;
        age::check(&programme.age_cutoff, &lines)?;
        tier::check(&programme.tier, &lines)?;
        rate::check(&programme.rate, &programme.tier, programme.unit, &lines)?;
        programme.lines = lines;
        Ok(programme)
    }

    /// Every spelling of the programme that a file may use.
    pub fn spellings(&self) -> impl Iterator<Item = &String> {
        [&self.code, &self.name.bn, &self.name.en]
            .into_iter()
            .chain(self.aliases.iter().map(Spanned::get_ref))
    }

    /// A spelling that another programme claims too.
    pub(crate) fn spelling_fault(&self, spelling: &str, other: &str) -> Problem {
        let alias = self.aliases.iter().find(|alias| alias.get_ref() == spelling);
        let span = alias.map_or(0..0, Spanned::span);
        self.lines
            .fault(&span, format!("{spelling} stands for {other} and for {}", self.code))
    }

    /// The line of a condition's or tier's SQL.
    #[must_use]
    pub fn place_of(&self, holds: &Spanned<String>) -> Place {
        self.lines.place(&holds.span())
    }
}

/// Where the code stands.
fn code_span(text: &str) -> std::ops::Range<usize> {
    let start = text.find("code").unwrap_or_default();
    start..start
}

/// Capital letters and digits.
fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
