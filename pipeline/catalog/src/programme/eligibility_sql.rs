//! The SQL of a programme's conditions: who is eligible today, and who was on the day of enrolment.
//!
//! Each query is built of the same four layers: the person with what the rules ask for, an answer to each condition,
//! the conditions that decide, and the result. A programme for households has a fifth: which member answers for it.

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};

use dorpon_domain::problem::{Place, Problem};
use jiff::civil::Date;

use super::age::{AgeBound, AskedDay, bound_sql};
use super::condition::{Asked, Condition, ConditionKind};
use super::exclusion::ExclusionSeverity;
use super::file_lines::fault;
use super::tier::tier_sql;
use super::{GrantTo, Programme};

/// The day that `mart.person_benefit` writes where a list does not say when it enrolled somebody.
const UNKNOWN_DAY: &str = "date '1900-01-01'";

/// The programmes that anybody is on the list of, where that is known: what is asked of the others needs no list.
pub type Listed<'a> = Option<&'a BTreeSet<String>>;

fn is_listed(listed: Listed<'_>, code: &str) -> bool {
    listed.is_none_or(|listed| listed.contains(code))
}

/// A query that asks one condition of nobody: it plans exactly if the condition is sound.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The condition's or tier's name.
    pub name: String,
    /// The line of its SQL.
    pub place: Place,
    /// The query; its one column, `holds`, must be a boolean.
    pub sql: String,
}

impl Probe {
    /// The condition is wrong on its line, in the words of whoever refused the query.
    #[must_use]
    pub fn fault(&self, cause: impl Display) -> Problem {
        fault(self.place.clone(), format!("{}: {cause}", self.name))
    }
}

/// One condition, ready to be asked.
struct Question<'a> {
    name: &'a str,
    kind: ConditionKind,
    sql: String,
}

impl Programme {
    /// One `select` over `mart.person_profile` and `mart.person_benefit` that answers for every register person by the
    /// rules of one day and fiscal year:
    /// `person_id, programme_code, result, deciding_condition, deciding_kind, missing_document, tier`.
    #[must_use]
    pub fn eligibility_sql(&self, as_of: Date, fiscal_year: &str, listed: Listed<'_>) -> String {
        let questions: Vec<Question<'_>> = self
            .condition
            .iter()
            .filter(|condition| condition.is_valid_on(as_of))
            .map(|condition| Question {
                name: condition.name.get_ref(),
                kind: condition.kind,
                sql: match condition.asked {
                    Asked::Always => condition.holds.get_ref().clone(),
                    Asked::OnEnrolment => format!("is_covered or (\n{}\n)", condition.holds.get_ref()),
                },
            })
            .collect();
        let has_begun = self.began_on.is_none_or(|first| first <= as_of);
        let is_known = questions.iter().any(|question| question.kind == ConditionKind::Hard);
        let failing = if has_begun {
            ""
        } else {
            " when true then 'programme_not_begun'"
        };
        let unknown = if is_known {
            ""
        } else {
            " when true then 'rule_not_known'"
        };
        let person = self.person_sql(AskedDay::AsOf(as_of, fiscal_year), listed);
        let decided = decided_sql(&questions, failing, unknown, &person, &tier_sql(&self.tier));
        let answered = format!(
            "select person_id, sending_office, household_id, relation_to_head, birth_earliest_on, is_covered,
  {RESULT} as result, coalesce(failing, unknown, unproved) as deciding_condition,
  {DECIDING_KIND} as deciding_kind, missing_document, tier
from (
  {decided}
) as decided"
        );
        let answered = match self.grant_to {
            GrantTo::Person => answered,
            GrantTo::Household => household_sql(&answered, "", HOUSEHOLD_ORDER),
        };
        format!(
            "select person_id, '{code}' as programme_code, result, deciding_condition, deciding_kind, missing_document, tier
from (
{answered}
) as answered",
            code = self.code
        )
    }

    /// One `select` that answers for every register person on the programme's list by the rules of the day of
    /// enrolment and its fiscal year: the columns of [`Self::eligibility_sql`] behind
    /// `person_id, programme_code, enrolled_on, enrolment_fiscal_year`.
    ///
    /// Birth dates are as good for that day as for today. Of the other facts the register knows today's; a condition
    /// on a passing one (`passing = true`) is unknown.
    #[must_use]
    pub fn enrolment_eligibility_sql(&self) -> String {
        let questions: Vec<Question<'_>> = self
            .condition
            .iter()
            .map(|condition| Question {
                name: condition.name.get_ref(),
                kind: condition.kind,
                sql: enrolment_condition_sql(condition),
            })
            .collect();
        let mut failing = String::from(" when asked_on is null then cast(null as varchar)");
        let mut unknown = String::from(" when asked_on is null then 'enrolment_day_not_known'");
        if let Some(first) = self.began_on {
            let _ = write!(failing, " when asked_on < date '{first}' then 'programme_not_begun'");
        }
        let hard = || {
            self.condition
                .iter()
                .filter(|condition| condition.kind == ConditionKind::Hard)
        };
        if hard().all(|condition| condition.valid_from.is_some()) {
            let known_from = hard().filter_map(|condition| condition.valid_from).min();
            let is_unknown = known_from.map_or("true".to_owned(), |day| format!("asked_on < date '{day}'"));
            let _ = write!(failing, " when {is_unknown} then cast(null as varchar)");
            let _ = write!(unknown, " when {is_unknown} then 'rule_not_known'");
        }
        let person = self.person_sql(AskedDay::Enrolment, None);
        let decided = decided_sql(&questions, &failing, &unknown, &person, &tier_sql(&self.tier));
        let answered = format!(
            "select person_id, sending_office, household_id, asked_on as enrolled_on,
  {RESULT} as result, coalesce(failing, unknown, unproved) as deciding_condition,
  {DECIDING_KIND} as deciding_kind, missing_document, tier
from (
  {decided}
) as decided"
        );
        let answered = match self.grant_to {
            GrantTo::Person => answered,
            GrantTo::Household => household_sql(&answered, ", enrolled_on", "enrolled_on nulls last, person_id"),
        };
        format!(
            "select person_id, '{code}' as programme_code, enrolled_on, {FISCAL_YEAR} as enrolment_fiscal_year,
  result, deciding_condition, deciding_kind, missing_document, tier
from (
{answered}
) as answered",
            code = self.code
        )
    }

    /// One query for each condition and tier, to be planned before the answers are asked for: one that does not plan,
    /// or whose column is no boolean, is wrong on the line that it names.
    #[must_use]
    pub fn probes(&self, as_of: Date, fiscal_year: &str) -> Vec<Probe> {
        let person = self.person_sql(AskedDay::AsOf(as_of, fiscal_year), None);
        let of_conditions = self
            .condition
            .iter()
            .map(|condition| (condition.name.get_ref(), &condition.holds));
        let of_tiers = self
            .tier
            .iter()
            .filter_map(|tier| tier.holds.as_ref().map(|holds| (tier.name.get_ref(), holds)));
        of_conditions
            .chain(of_tiers)
            .map(|(name, holds)| Probe {
                name: name.clone(),
                place: self.place_of(holds),
                sql: format!(
                    "select (\n{}\n) as holds from (\n{person}\n) as person where false",
                    holds.get_ref()
                ),
            })
            .collect()
    }

    /// Every person that is asked about, with the columns that conditions and tiers may name beyond the profile's.
    fn person_sql(&self, day: AskedDay<'_>, listed: Listed<'_>) -> String {
        let code = &self.code;
        let oldest = bound_sql(&self.age_cutoff, AgeBound::Oldest, day);
        let youngest = bound_sql(&self.age_cutoff, AgeBound::Youngest, day);
        let (asked_on, join) = match day {
            AskedDay::AsOf(as_of, _) => (format!("date '{as_of}'"), "left join"),
            AskedDay::Enrolment => (format!("nullif(own.enrolled_on, {UNKNOWN_DAY})"), "inner join"),
        };
        let exclusive = self
            .exclusions
            .iter()
            .filter(|(other, exclusion)| exclusion.severity == ExclusionSeverity::Forbidden && is_listed(listed, other))
            .map(|(other, _)| format!("'{other}'"))
            .collect::<Vec<_>>()
            .join(", ");
        let (earlier, exclusion) = if exclusive.is_empty() {
            ("false", String::new())
        } else {
            (
                "coalesce(exclusion.is_excluded, false)",
                if is_listed(listed, code) {
                    format!(
                        "
      left join (
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
                } else {
                    format!(
                        "
      left join (
        select distinct person_id, true as is_excluded from mart.person_benefit where programme_code in ({exclusive})
      ) as exclusion on profile.person_id = exclusion.person_id"
                    )
                },
            )
        };
        let (covered, own) = if is_listed(listed, code) {
            (
                format!(
                    "own.person_id is not null as is_covered, nullif(own.enrolled_on, {UNKNOWN_DAY}) as enrolled_on"
                ),
                format!(
                    "
      {join} (
        select person_id, enrolled_on from mart.person_benefit where programme_code = '{code}'
      ) as own on profile.person_id = own.person_id"
                ),
            )
        } else {
            (
                "false as is_covered, cast(null as date) as enrolled_on".to_owned(),
                String::new(),
            )
        };
        format!(
            "select *,
      completed_years(birth_latest_on, asked_on) as age_minimum_years,
      completed_years(birth_earliest_on, asked_on) as age_maximum_years,
      {oldest} as born_on_or_before,
      {youngest} as born_on_or_after
    from (
      select profile.*, {asked_on} as asked_on, {covered}, {earlier} as has_earlier_exclusive_benefit
      from mart.person_profile as profile{own}{exclusion}
    ) as profile"
        )
    }
}

const RESULT: &str = "case when failing is not null then 'no' \
     when unknown is not null or unproved is not null then 'cannot_tell' else 'yes' end";

const DECIDING_KIND: &str = "case when coalesce(failing, unknown) is not null then 'hard' \
     when unproved is not null then 'reported' end";

/// Six months before a day of a fiscal year lies in the calendar year in which it begins.
const FISCAL_YEAR: &str = "cast(date_part('year', enrolled_on - interval '6 months') as varchar) || '-' || \
     right(cast(date_part('year', enrolled_on - interval '6 months') + 1 as varchar), 2)";

/// Who holds the card answers for the household; else the member whose answer is best, the head and the head's spouse
/// before others, the eldest first.
const HOUSEHOLD_ORDER: &str = "case when is_covered then 0 else 1 end, \
     case result when 'yes' then 0 when 'cannot_tell' then 1 else 2 end, \
     case relation_to_head when 'head' then 0 when 'spouse' then 1 else 2 end, \
     birth_earliest_on nulls last, person_id";

/// A condition as it is asked of the day of enrolment.
fn enrolment_condition_sql(condition: &Condition) -> String {
    let holds = if condition.passing {
        "cast(null as boolean)"
    } else {
        condition.holds.get_ref()
    };
    let mut outside = Vec::new();
    if let Some(from) = condition.valid_from {
        outside.push(format!("asked_on < date '{from}'"));
    }
    if let Some(to) = condition.valid_to {
        outside.push(format!("asked_on > date '{to}'"));
    }
    if outside.is_empty() {
        holds.to_owned()
    } else {
        format!("case when {} then true else (\n{holds}\n) end", outside.join(" or "))
    }
}

/// Each person with the first condition that fails, is unknown or unproved, and the first paper that is missing.
/// `failing` and `unknown` are branches that go before those of the conditions.
fn decided_sql(questions: &[Question<'_>], failing: &str, unknown: &str, person: &str, tiers: &str) -> String {
    let mut columns = String::new();
    let mut failing = failing.to_owned();
    let mut unknown = unknown.to_owned();
    let mut unproved = String::new();
    let mut missing = String::new();
    for (index, question) in questions.iter().enumerate() {
        let _ = write!(columns, ",\n    (\n{}\n) as holds_{index}", question.sql);
        let name = question.name;
        match question.kind {
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
    format!(
        "select {PERSON}, tier,
    {failing} as failing,
    {unknown} as unknown,
    {unproved} as unproved,
    {missing} as missing_document
  from (
    select {PERSON}, {tiers} as tier{columns}
    from (
    {person}
    ) as person
  ) as asked",
        failing = case(&failing),
        unknown = case(&unknown),
        unproved = case(&unproved),
        missing = case(&missing),
    )
}

const PERSON: &str =
    "person_id, sending_office, household_id, relation_to_head, birth_earliest_on, is_covered, asked_on";

/// One grant for a household: of its members who might have it, all but the first in `order` are answered no.
fn household_sql(answered: &str, further: &str, order: &str) -> String {
    format!(
        "select person_id{further},
  case when is_other then 'no' else result end as result,
  case when is_other then 'household_applicant' else deciding_condition end as deciding_condition,
  case when is_other then 'hard' else deciding_kind end as deciding_kind, missing_document, tier
from (
  select *, result <> 'no' and row_number() over (
    partition by sending_office, household_id order by {order}
  ) > 1 as is_other
  from (
{answered}
  ) as answered
) as ordered"
    )
}

/// The query of `mart.programme_result`: every programme's answers, one below the other.
#[must_use]
pub fn result_sql<'a>(
    programmes: impl Iterator<Item = &'a Programme>,
    as_of: Date,
    fiscal_year: &str,
    listed: Listed<'_>,
) -> String {
    let parts: Vec<String> = programmes
        .map(|programme| programme.eligibility_sql(as_of, fiscal_year, listed))
        .collect();
    below_each_other(&parts, "")
}

/// The query of `mart.programme_result_at_enrolment`: every programme's answers for those on its list.
#[must_use]
pub fn enrolment_result_sql<'a>(programmes: impl Iterator<Item = &'a Programme>) -> String {
    let parts: Vec<String> = programmes.map(Programme::enrolment_eligibility_sql).collect();
    below_each_other(
        &parts,
        "cast(null as date) as enrolled_on, cast(null as varchar) as enrolment_fiscal_year, ",
    )
}

/// The queries as one; without any, a table of their columns and no row.
fn below_each_other(parts: &[String], further: &str) -> String {
    let body = if parts.is_empty() {
        format!(
            "select person_id, cast(null as varchar) as programme_code, {further}cast(null as varchar) as result, \
             cast(null as varchar) as deciding_condition, cast(null as varchar) as deciding_kind, \
             cast(null as varchar) as missing_document, cast(null as varchar) as tier \
             from mart.person_profile where false"
        )
    } else {
        let parts: Vec<String> = parts.iter().map(|part| format!("select * from (\n{part}\n)")).collect();
        parts.join("\nunion all\n")
    };
    format!("select * from (\n{body}\n) as result order by person_id, programme_code")
}
