//! Age rules: the birth dates that are old enough, and young enough, by fiscal year and sex.

use std::fmt::Write as _;

use dorpon_domain::fiscal::FiscalYear;
use dorpon_domain::problem::Problem;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::file_lines::FileLines;
use super::rate::optional_fiscal_year;

/// Whom an age rule is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleSex {
    /// Men and boys.
    Male,
    /// Women and girls.
    Female,
    /// Hijra.
    Hijra,
}

impl RuleSex {
    fn name(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Hijra => "hijra",
        }
    }
}

/// The latest birth date that still counts as old enough, and the earliest that counts as young enough.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeCutoff {
    /// The fiscal year it holds for; absent: every year that has no row of its own.
    #[serde(default, deserialize_with = "optional_fiscal_year")]
    pub fiscal_year: Option<FiscalYear>,
    /// Whom it is for; absent: everybody whom no other row of that year names.
    #[serde(default)]
    pub sex: Option<RuleSex>,
    /// Old enough: the cut-off itself, or…
    #[serde(default)]
    pub born_on_or_before: Option<Date>,
    /// …completed years on the day that is asked about.
    #[serde(default)]
    pub minimum_age_years: Option<i16>,
    /// Young enough: at most so many completed years on the day that is asked about.
    #[serde(default)]
    pub maximum_age_years: Option<i16>,
    /// Where the rule was published.
    pub source: Spanned<String>,
}

/// Which end of an age rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum AgeBound {
    /// The latest birth date that is old enough.
    Oldest,
    /// The earliest birth date that is young enough.
    Youngest,
}

/// The day that is asked about.
#[derive(Clone, Copy, Debug)]
pub(super) enum AskedDay<'a> {
    /// One day for everybody, and the fiscal year whose rules apply.
    AsOf(Date, &'a str),
    /// Each person's own day, the SQL column `asked_on`, and the rules of its fiscal year.
    Enrolment,
}

/// Checks that each row says one thing once.
pub(super) fn check(cutoffs: &[AgeCutoff], lines: &FileLines) -> Result<(), Problem> {
    for (position, cutoff) in cutoffs.iter().enumerate() {
        let fault = |what: &str| lines.fault(&cutoff.source.span(), what);
        if cutoff.born_on_or_before.is_some() && cutoff.minimum_age_years.is_some() {
            return Err(fault(
                "an age_cutoff holds one of born_on_or_before and minimum_age_years",
            ));
        }
        if cutoff.born_on_or_before.is_none()
            && cutoff.minimum_age_years.is_none()
            && cutoff.maximum_age_years.is_none()
        {
            return Err(fault(
                "an age_cutoff holds born_on_or_before, minimum_age_years or maximum_age_years",
            ));
        }
        let ages = [cutoff.minimum_age_years, cutoff.maximum_age_years];
        if ages.into_iter().flatten().any(|age| !(0..=130).contains(&age)) {
            return Err(fault("an age lies between 0 and 130 years"));
        }
        if matches!(ages, [Some(least), Some(most)] if most < least) {
            return Err(fault("maximum_age_years is below minimum_age_years"));
        }
        if cutoffs
            .iter()
            .take(position)
            .any(|other| other.fiscal_year == cutoff.fiscal_year && other.sex == cutoff.sex)
        {
            return Err(fault("an age_cutoff for this fiscal year and sex stands above"));
        }
    }
    Ok(())
}

/// The birth date that bounds a person's age: SQL over `sex` and, for an enrolment, `asked_on`; null where the rules
/// name none.
pub(super) fn bound_sql(cutoffs: &[AgeCutoff], bound: AgeBound, day: AskedDay<'_>) -> String {
    let of = |year: Option<FiscalYear>| -> Vec<&AgeCutoff> {
        cutoffs.iter().filter(|cutoff| cutoff.fiscal_year == year).collect()
    };
    match day {
        AskedDay::AsOf(_, fiscal_year) => {
            let of_year = FiscalYear::parse(fiscal_year).map_or_else(Vec::new, |year| of(Some(year)));
            by_sex(&if of_year.is_empty() { of(None) } else { of_year }, bound, day)
        }
        AskedDay::Enrolment => {
            let mut years: Vec<FiscalYear> = cutoffs.iter().filter_map(|cutoff| cutoff.fiscal_year).collect();
            years.sort_unstable();
            years.dedup();
            let otherwise = by_sex(&of(None), bound, day);
            if years.is_empty() {
                return otherwise;
            }
            let mut branches = String::new();
            for year in years {
                let (first, last) = (year.first_day(), year.last_day());
                let rule = by_sex(&of(Some(year)), bound, day);
                let _ = write!(
                    branches,
                    " when asked_on between date '{first}' and date '{last}' then {rule}"
                );
            }
            format!("case{branches} else {otherwise} end")
        }
    }
}

/// `case sex when … end` over the rows of one year.
fn by_sex(cutoffs: &[&AgeCutoff], bound: AgeBound, day: AskedDay<'_>) -> String {
    let mut branches = String::new();
    let mut everybody = String::from("cast(null as date)");
    for cutoff in cutoffs {
        let Some(date) = date_sql(cutoff, bound, day) else {
            continue;
        };
        match cutoff.sex {
            Some(sex) => {
                let _ = write!(branches, " when '{}' then {date}", sex.name());
            }
            None => everybody = date,
        }
    }
    if branches.is_empty() {
        everybody
    } else {
        format!("case sex{branches} else {everybody} end")
    }
}

/// The bounding birth date of one row.
fn date_sql(cutoff: &AgeCutoff, bound: AgeBound, day: AskedDay<'_>) -> Option<String> {
    let years = match bound {
        AgeBound::Oldest => {
            if let Some(date) = cutoff.born_on_or_before {
                return Some(format!("date '{date}'"));
            }
            cutoff.minimum_age_years?
        }
        // Who was born on that day a year earlier has completed one year too many.
        AgeBound::Youngest => cutoff.maximum_age_years? + 1,
    };
    match (day, bound) {
        (AskedDay::AsOf(as_of, _), AgeBound::Oldest) => {
            let date = as_of.checked_sub(i32::from(years).years()).ok()?;
            Some(format!("date '{date}'"))
        }
        (AskedDay::AsOf(as_of, _), AgeBound::Youngest) => {
            let date = as_of.checked_sub(i32::from(years).years()).ok()?.tomorrow().ok()?;
            Some(format!("date '{date}'"))
        }
        (AskedDay::Enrolment, AgeBound::Oldest) => Some(format!("years_before(asked_on, {years})")),
        (AskedDay::Enrolment, AgeBound::Youngest) => Some(format!(
            "cast(years_before(asked_on, {years}) + interval '1 day' as date)"
        )),
    }
}
