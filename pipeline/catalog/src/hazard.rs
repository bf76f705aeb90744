//! A hazard: what exposes a household, what makes it vulnerable, what it lacks to cope; and the SQL of its score.

use std::fmt::Write as _;

use dorpon_domain::language::Bilingual;
use dorpon_domain::message;
use dorpon_domain::problem::{Place, Problem};
use serde::Deserialize;

use crate::front_matter::invalid;

/// One hazard file, `queries/hazards/<code>.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// Code used everywhere, `cyclone`.
    pub code: String,
    /// Names.
    pub name: Bilingual,
    /// Version of the weights, printed on every list.
    pub version: String,
    /// What the weights rest on, printed on every list.
    pub source: String,
    /// Each dimension counts at most this many points.
    pub dimension_maximum: i64,
    /// Warning signals and what they ask for.
    #[serde(default)]
    pub triggers: Vec<Trigger>,
    /// How equal scores are ordered, in words.
    pub tie_rule: Bilingual,
    /// The factors.
    pub factor: Vec<Factor>,
}

/// A warning signal.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Signal number.
    pub signal: i64,
    /// What it asks for.
    pub action: Bilingual,
}

/// The three dimensions of a score.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// What the hazard can reach.
    Exposure,
    /// Who suffers most.
    Vulnerability,
    /// What is missing to cope.
    Coping,
}

/// Whose fact a factor reads.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorLevel {
    /// The household's.
    Household,
    /// Each living member's, summed.
    Person,
}

/// One factor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Stable name.
    pub name: String,
    /// Its dimension.
    pub dimension: Dimension,
    /// Whose fact it reads.
    pub level: FactorLevel,
    /// Points.
    pub points: i64,
    /// The reason as printed.
    pub description: Bilingual,
    /// SQL: true, false, or null for unknown.
    pub holds: String,
}

impl Hazard {
    /// Reads a hazard file.
    ///
    /// # Errors
    /// TOML that does not fit, a name that is not `snake_case`, points below 1.
    pub fn parse(path: &str, text: &str) -> Result<Self, Problem> {
        let hazard: Self = toml::from_str(text).map_err(|error| invalid(path, text, &error))?;
        let plain = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit())
        };
        let names = hazard.factor.iter().map(|factor| (&factor.name, factor.points));
        for (name, points) in names.chain([(&hazard.code, 1)]) {
            if !plain(name) || points < 1 {
                let row = text
                    .lines()
                    .position(|line| line.contains(name.as_str()))
                    .map(|line| line as u64 + 1);
                return Err(Problem::new(&message::catalog::FILE_INVALID)
                    .with("path", path)
                    .at(Place {
                        file: path.to_owned(),
                        row,
                        column: None,
                    })
                    .because(format!("{name}: names are snake_case and points at least 1")));
            }
        }
        Ok(hazard)
    }

    /// One `select`: a row per household of `mart.household_profile` with its parts, points and reasons.
    #[must_use]
    pub fn score_sql(&self) -> String {
        let of = |level: FactorLevel| {
            self.factor
                .iter()
                .enumerate()
                .filter(move |(_, factor)| factor.level == level)
        };
        let mut member_flags = String::new();
        let mut member_sums = String::new();
        let mut household_flags = String::new();
        for (index, factor) in of(FactorLevel::Person) {
            let _ = write!(member_flags, ",\n      ({}) as holds_{index}", factor.holds);
            let _ = write!(
                member_sums,
                ",\n    count(*) filter (where holds_{index}) as times_{index}, \
                 bool_or(holds_{index} is null) as unknown_{index}"
            );
            let _ = write!(
                household_flags,
                ",\n    coalesce(member.times_{index}, 0) as times_{index}, \
                 coalesce(member.unknown_{index}, false) as unknown_{index}"
            );
        }
        for (index, factor) in of(FactorLevel::Household) {
            let _ = write!(
                household_flags,
                ",\n    case when ({holds}) then 1 else 0 end as times_{index}, ({holds}) is null as unknown_{index}",
                holds = factor.holds
            );
        }
        let points = |dimension: Dimension| {
            let terms: Vec<String> = self
                .factor
                .iter()
                .enumerate()
                .filter(|(_, factor)| factor.dimension == dimension)
                .map(|(index, factor)| format!("{} * times_{index}", factor.points))
                .collect();
            let sum = if terms.is_empty() {
                "0".to_owned()
            } else {
                terms.join(" + ")
            };
            format!("least({}, {sum})", self.dimension_maximum)
        };
        let list = |prefix: &str, positive: &str| {
            let names: Vec<String> = self
                .factor
                .iter()
                .enumerate()
                .map(|(index, factor)| format!("case when {prefix}_{index}{positive} then '{}' end", factor.name))
                .collect();
            format!("concat_ws(',', {})", names.join(", "))
        };
        let unknown: Vec<String> = (0..self.factor.len())
            .map(|index| format!("case when unknown_{index} then 1 else 0 end"))
            .collect();
        format!(
            "select '{code}' as hazard_code, sending_office, household_id, exposure, vulnerability, coping,
  exposure * vulnerability * coping as priority_product,
  cast(round(cbrt(cast(exposure * vulnerability * coping as double)), 2) as decimal(4, 2)) as score,
  reason_factors, unknown_factors, unknown_factor_count
from (
  select sending_office, household_id,
    {exposure} as exposure, {vulnerability} as vulnerability, {coping} as coping,
    {reasons} as reason_factors, {unknowns} as unknown_factors, {unknown_count} as unknown_factor_count
  from (
    select household.sending_office, household.household_id{household_flags}
    from mart.household_profile as household
    left join (
      select sending_office, household_id{member_sums}
      from (
        select sending_office, household_id{member_flags}
        from mart.member_profile
      ) as flagged
      group by sending_office, household_id
    ) as member on household.sending_office = member.sending_office and household.household_id = member.household_id
  ) as factors
) as parts",
            code = self.code,
            exposure = points(Dimension::Exposure),
            vulnerability = points(Dimension::Vulnerability),
            coping = points(Dimension::Coping),
            reasons = list("times", " > 0"),
            unknowns = list("unknown", ""),
            unknown_count = if unknown.is_empty() {
                "0".to_owned()
            } else {
                unknown.join(" + ")
            },
        )
    }
}

/// The query of `mart.hazard_score`: every hazard's scores, one below the other.
#[must_use]
pub fn score_sql<'a>(hazards: impl Iterator<Item = &'a Hazard>) -> String {
    let parts: Vec<String> = hazards
        .map(|hazard| format!("select * from ({})", hazard.score_sql()))
        .collect();
    let body = if parts.is_empty() {
        "select cast(null as varchar) as hazard_code, sending_office, household_id, 0 as exposure, 0 as vulnerability, \
         0 as coping, 0 as priority_product, cast(0 as decimal(4, 2)) as score, '' as reason_factors, \
         '' as unknown_factors, 0 as unknown_factor_count from mart.household_profile where false"
            .to_owned()
    } else {
        parts.join("\nunion all\n")
    };
    format!("select * from (\n{body}\n) as score order by hazard_code, sending_office, household_id")
}
