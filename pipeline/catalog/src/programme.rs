//! A programme: who is eligible, what it pays, what it excludes; and the SQL of its rules.

use std::fmt::Write as _;

use dorpon_domain::language::Bilingual;
use dorpon_domain::message;
use dorpon_domain::problem::{Place, Problem};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use crate::front_matter::invalid;

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
    pub aliases: Vec<String>,
    /// The agency that runs it.
    pub agency: String,
    /// How often it pays.
    pub frequency: String,
    /// `taka`, or the unit of a benefit in kind.
    pub unit: String,
    /// `person` or `household`.
    pub grant_to: String,
    /// Days after the end of a cycle until the payment is due.
    #[serde(default)]
    pub due_days: Option<i64>,
    /// Programmes that one person may not receive together with this one.
    #[serde(default)]
    pub exclusive_with: Vec<String>,
    /// Monthly rates by fiscal year and tier.
    #[serde(default)]
    pub rate: Vec<Rate>,
    /// Birth-date cut-offs by fiscal year and sex.
    #[serde(default)]
    pub age_cutoff: Vec<AgeCutoff>,
    /// Conditions in the order in which they decide, hard ones first.
    #[serde(default)]
    pub condition: Vec<Condition>,
}

/// A monthly rate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// `2021-22`.
    pub fiscal_year: String,
    /// `standard`, or a tier such as `age_90_plus`.
    pub tier: String,
    /// Taka a month, as decimal text.
    pub monthly_taka: String,
    /// `paid` or `announced`.
    pub status: String,
    /// Where the figure was published.
    pub source: String,
}

/// The latest birth date that still counts as old enough.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeCutoff {
    /// The fiscal year it holds for; absent: every year.
    #[serde(default)]
    pub fiscal_year: Option<String>,
    /// `male`, `female`; absent: everybody.
    #[serde(default)]
    pub sex: Option<String>,
    /// The cut-off itself, or…
    #[serde(default)]
    pub born_on_or_before: Option<String>,
    /// …completed years at the as-of date.
    #[serde(default)]
    pub minimum_age_years: Option<i16>,
    /// Where the rule was published.
    pub source: String,
}

/// How far a condition can be relied on.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// Decides: false makes a person not eligible.
    Hard,
    /// As the person told it: never makes anybody strictly ineligible.
    Reported,
    /// A paper to bring: never changes the answer, is named beside it.
    Document,
}

/// One condition of eligibility.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Stable name, printed as the deciding condition.
    pub name: String,
    /// How far it can be relied on.
    pub kind: ConditionKind,
    /// First day on which it holds.
    #[serde(default)]
    pub valid_from: Option<String>,
    /// Last day on which it holds.
    #[serde(default)]
    pub valid_to: Option<String>,
    /// What it asks, in words.
    pub description: Bilingual,
    /// SQL over the columns of `mart.person_profile`: true, false, or null for unknown.
    pub holds: String,
    /// Where the rule was published.
    pub source: String,
}

impl Programme {
    /// Reads a programme file.
    ///
    /// # Errors
    /// TOML that does not fit; a condition behind a milder kind; a date or amount that is none.
    pub fn parse(path: &str, text: &str) -> Result<Self, Problem> {
        let programme: Self = toml::from_str(text).map_err(|error| invalid(path, text, &error))?;
        let fault = |what: String, needle: &str| {
            let row = text
                .lines()
                .position(|line| line.contains(needle))
                .map(|line| line as u64 + 1);
            Problem::new(&message::catalog::FILE_INVALID)
                .with("path", path)
                .at(Place {
                    file: path.to_owned(),
                    row,
                    column: None,
                })
                .because(what)
        };
        if !path.ends_with(&format!("{}.toml", programme.code)) {
            return Err(fault(
                format!("code {} differs from the file name", programme.code),
                "code",
            ));
        }
        let is_code = |code: &str| {
            !code.is_empty()
                && code
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        };
        for code in programme.exclusive_with.iter().chain([&programme.code]) {
            if !is_code(code) {
                return Err(fault(
                    format!("{code} is no programme code (capital letters and digits)"),
                    code,
                ));
            }
        }
        let mut kind = 0;
        for condition in &programme.condition {
            let named = condition
                .name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
            if !named || condition.name.is_empty() {
                return Err(fault(
                    format!("condition name {} is not snake_case", condition.name),
                    &condition.name,
                ));
            }
            let rank = condition.kind as i32;
            if rank < kind {
                return Err(fault(
                    format!(
                        "condition {} stands behind a milder kind (hard, reported, document)",
                        condition.name
                    ),
                    &condition.name,
                ));
            }
            kind = rank;
            for day in [&condition.valid_from, &condition.valid_to].into_iter().flatten() {
                if day.parse::<Date>().is_err() {
                    return Err(fault(format!("{day} is not a date (YYYY-MM-DD)"), day));
                }
            }
        }
        for cutoff in &programme.age_cutoff {
            match (&cutoff.born_on_or_before, cutoff.minimum_age_years) {
                (Some(day), None) if day.parse::<Date>().is_ok() => {}
                (None, Some(_)) => {}
                (day, _) => {
                    let day = day.as_deref().unwrap_or("[[age_cutoff]]");
                    return Err(fault(
                        "an age_cutoff holds one of born_on_or_before (a date) and minimum_age_years".to_owned(),
                        day,
                    ));
                }
            }
            if !matches!(cutoff.sex.as_deref(), None | Some("male" | "female" | "hijra")) {
                return Err(fault("sex is male, female or hijra".to_owned(), "sex"));
            }
        }
        for rate in &programme.rate {
            let decimal = rate
                .monthly_taka
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.');
            if rate.monthly_taka.is_empty() || !decimal || rate.monthly_taka.matches('.').count() > 1 {
                return Err(fault(
                    format!("{} is not an amount", rate.monthly_taka),
                    &rate.monthly_taka,
                ));
            }
        }
        Ok(programme)
    }

    /// The conditions that hold on a day.
    fn conditions_on(&self, as_of: Date) -> Vec<&Condition> {
        let day = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Date>().ok());
        self.condition
            .iter()
            .filter(|condition| {
                day(&condition.valid_from).is_none_or(|from| from <= as_of)
                    && day(&condition.valid_to).is_none_or(|to| as_of <= to)
            })
            .collect()
    }

    /// `case sex when … end`: the birth-date cut-off of a person, null where the rules name none.
    fn cutoff_sql(&self, as_of: Date, fiscal_year: &str) -> String {
        let mut by_sex = String::new();
        let mut everybody = String::from("cast(null as date)");
        let of_year: Vec<&AgeCutoff> = self
            .age_cutoff
            .iter()
            .filter(|cutoff| cutoff.fiscal_year.as_deref() == Some(fiscal_year))
            .collect();
        let applying: Vec<&AgeCutoff> = if of_year.is_empty() {
            self.age_cutoff
                .iter()
                .filter(|cutoff| cutoff.fiscal_year.is_none())
                .collect()
        } else {
            of_year
        };
        for cutoff in applying {
            let day = cutoff
                .born_on_or_before
                .as_deref()
                .and_then(|day| day.parse::<Date>().ok())
                .or_else(|| {
                    cutoff
                        .minimum_age_years
                        .and_then(|years| as_of.checked_sub(i32::from(years).years()).ok())
                });
            let Some(day) = day else { continue };
            match &cutoff.sex {
                Some(sex) => {
                    let _ = write!(by_sex, " when '{sex}' then date '{day}'");
                }
                None => everybody = format!("date '{day}'"),
            }
        }
        if by_sex.is_empty() {
            everybody
        } else {
            format!("case sex{by_sex} else {everybody} end")
        }
    }

    /// One `select` over `mart.person_profile` and `mart.person_benefit` that answers for every register person:
    /// `person_id, programme_code, result, deciding_condition, deciding_kind, missing_document`.
    #[must_use]
    pub fn eligibility_sql(&self, as_of: Date, fiscal_year: &str) -> String {
        let conditions = self.conditions_on(as_of);
        let mut columns = String::new();
        let mut failing = String::new();
        let mut unknown = String::new();
        let mut unproved = String::new();
        let mut missing = String::new();
        for (index, condition) in conditions.iter().enumerate() {
            let _ = write!(columns, ",\n    ({}) as holds_{index}", condition.holds);
            let name = &condition.name;
            match condition.kind {
                ConditionKind::Hard => {
                    let _ = write!(failing, " when not holds_{index} then '{name}'");
                    let _ = write!(unknown, " when holds_{index} is null then '{name}'");
                }
                ConditionKind::Reported => {
                    let _ = write!(unproved, " when holds_{index} is not true then '{name}'");
                }
                ConditionKind::Document => {
                    let _ = write!(missing, " when holds_{index} is not true then '{name}'");
                }
            }
        }
        let case = |branches: &str| {
            if branches.is_empty() {
                "cast(null as varchar)".to_owned()
            } else {
                format!("case{branches} end")
            }
        };
        let code = &self.code;
        let exclusive = self
            .exclusive_with
            .iter()
            .map(|other| format!("'{other}'"))
            .collect::<Vec<_>>()
            .join(", ");
        let earlier = if exclusive.is_empty() {
            "false".to_owned()
        } else {
            "coalesce(exclusion.is_excluded, false)".to_owned()
        };
        let exclusion = if exclusive.is_empty() {
            String::new()
        } else {
            format!(
                "left join (
    select other.person_id, bool_or(
      own.person_id is null or other.enrolled_on < own.enrolled_on
      or (other.enrolled_on = own.enrolled_on and other.programme_code < '{code}')
    ) as is_excluded
    from mart.person_benefit as other
    left join (select * from mart.person_benefit where programme_code = '{code}') as own
      on other.person_id = own.person_id
    where other.programme_code in ({exclusive})
    group by other.person_id
  ) as exclusion on profile.person_id = exclusion.person_id"
            )
        };
        format!(
            "select person_id, '{code}' as programme_code,
  case when failing is not null then 'no' when unknown is not null or unproved is not null then 'cannot_tell' else 'yes' end as result,
  coalesce(failing, unknown, unproved) as deciding_condition,
  case when coalesce(failing, unknown) is not null then 'hard' when unproved is not null then 'reported' end as deciding_kind,
  missing_document
from (
  select person_id, {failing} as failing, {unknown} as unknown, {unproved} as unproved, {missing} as missing_document
  from (
    select person_id{columns}
    from (
      select profile.*, {cutoff} as born_on_or_before, {earlier} as has_earlier_exclusive_benefit
      from mart.person_profile as profile
      {exclusion}
    ) as person
  ) as answered
) as decided",
            failing = case(&failing),
            unknown = case(&unknown),
            unproved = case(&unproved),
            missing = case(&missing),
            cutoff = self.cutoff_sql(as_of, fiscal_year),
        )
    }
}

/// The query of `mart.programme_result`: every programme's answers, one below the other.
#[must_use]
pub fn result_sql<'a>(programmes: impl Iterator<Item = &'a Programme>, as_of: Date, fiscal_year: &str) -> String {
    let parts: Vec<String> = programmes
        .map(|programme| format!("select * from ({})", programme.eligibility_sql(as_of, fiscal_year)))
        .collect();
    let body = if parts.is_empty() {
        "select person_id, cast(null as varchar) as programme_code, cast(null as varchar) as result, \
         cast(null as varchar) as deciding_condition, cast(null as varchar) as deciding_kind, \
         cast(null as varchar) as missing_document from mart.person_profile where false"
            .to_owned()
    } else {
        parts.join("\nunion all\n")
    };
    format!("select * from (\n{body}\n) as result order by person_id, programme_code")
}
