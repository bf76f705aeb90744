//! Which records speak of one person, and which list rows belong to whom.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::allowance::Entry;
use crate::population::{Ward, completed_years};
use crate::register::{Household, Person};

/// One person of the register: one record, or several.
#[derive(Clone, Debug)]
pub struct RegisterPerson<'a> {
    /// The record with the smallest person number.
    pub anchor: &'a Person,
    /// All records, the anchor first.
    pub records: Vec<&'a Person>,
    /// The anchor's household, when it has a row of its own.
    pub household: Option<&'a Household>,
    /// Union of that household.
    pub union_code: Option<String>,
    /// Ward of that household.
    pub ward_no: Option<String>,
}

/// The form in which two NIDs are compared: 17 digits lose the birth year.
#[must_use]
pub fn comparable_nid(nid: &str) -> String {
    match nid.len() {
        17 => nid.get(4..).unwrap_or(nid).to_owned(),
        _ => nid.to_owned(),
    }
}

/// All persons of the register, in the order of their anchors' numbers: who is who was settled when the records were
/// planted, whatever is written in them.
#[must_use]
pub fn register_people(wards: &[Ward]) -> Vec<RegisterPerson<'_>> {
    let households: BTreeMap<&str, &Household> = wards
        .iter()
        .flat_map(|ward| &ward.households)
        .map(|household| (household.household_id.as_str(), household))
        .collect();
    let mut by_person: BTreeMap<&str, Vec<&Person>> = BTreeMap::new();
    for record in wards.iter().flat_map(|ward| &ward.persons) {
        let first = record.second_record_of.as_deref().unwrap_or(&record.person_id);
        by_person.entry(first).or_default().push(record);
    }
    let mut people: Vec<RegisterPerson<'_>> = by_person
        .into_values()
        .filter_map(|mut records| {
            records.sort_by(|left, right| left.person_id.cmp(&right.person_id));
            let anchor = *records.first()?;
            let household = households.get(anchor.household_id.as_str()).copied();
            Some(RegisterPerson {
                anchor,
                records,
                household,
                union_code: household.and_then(|household| household.union_code.clone()),
                ward_no: household.and_then(|household| household.ward_no.clone()),
            })
        })
        .collect();
    people.sort_by(|left, right| left.anchor.person_id.cmp(&right.anchor.person_id));
    people
}

/// Whose list row it is, as it was planted, whatever is written in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Whose {
    /// That of a register record.
    Record(String),
    /// That of somebody whom no register knows.
    Stranger(usize),
}

/// Whom a list row speaks of.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Holder {
    /// A person of the register, by position.
    Registered(usize),
    /// Somebody else.
    Elsewhere(String),
}

/// Finds the holder of every row.
#[must_use]
pub fn holders(people: &[RegisterPerson<'_>], entries: &[Entry]) -> Vec<Holder> {
    let mut position_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (position, person) in people.iter().enumerate() {
        for record in &person.records {
            position_of.insert(&record.person_id, position);
        }
    }
    entries
        .iter()
        .map(|entry| match &entry.whose {
            Whose::Stranger(number) => Holder::Elsewhere(format!("stranger {number:03}")),
            Whose::Record(record) => match position_of.get(record.as_str()) {
                Some(position) => Holder::Registered(*position),
                None => Holder::Elsewhere(format!("record {record}")),
            },
        })
        .collect()
}

/// The earliest and the latest day on which a person can have been born.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct BirthWindow {
    /// Earliest day.
    pub earliest: Date,
    /// Latest day.
    pub latest: Date,
}

impl BirthWindow {
    /// The window of a record; `None` when neither date nor age is known.
    #[must_use]
    pub fn of(person: &Person, household: Option<&Household>) -> Option<Self> {
        if let Some(day) = person.birth_date {
            return Some(Self {
                earliest: day,
                latest: day,
            });
        }
        let surveyed_on = household?.surveyed_on?;
        let age = person.age_years?;
        let latest = surveyed_on.checked_sub(age.years()).ok()?;
        let earliest = surveyed_on
            .checked_sub((age + 1).years())
            .ok()?
            .checked_add(1.days())
            .ok()?;
        Some(Self { earliest, latest })
    }

    /// Whether the person was born on or before `day`; `None` when it cannot be told.
    #[must_use]
    pub fn born_by(self, day: Date) -> Option<bool> {
        if self.latest <= day {
            Some(true)
        } else if self.earliest > day {
            Some(false)
        } else {
            None
        }
    }

    /// Completed years at `as_of`, at least and at most.
    #[must_use]
    pub fn ages(self, as_of: Date) -> (i64, i64) {
        (
            completed_years(self.latest, as_of),
            completed_years(self.earliest, as_of),
        )
    }

    /// Completed months at `as_of`, at least and at most.
    #[must_use]
    pub fn months(self, as_of: Date) -> (i64, i64) {
        (
            completed_months(self.latest, as_of),
            completed_months(self.earliest, as_of),
        )
    }
}

fn completed_months(born: Date, on: Date) -> i64 {
    let months = (i64::from(on.year()) - i64::from(born.year())) * 12 + i64::from(on.month()) - i64::from(born.month());
    months - i64::from(on.day() < born.day())
}

/// Whether somebody is alive at the end of `as_of`.
#[must_use]
pub fn is_alive(person: &Person, as_of: Date) -> bool {
    person.died_on.is_none_or(|day| day > as_of)
}
