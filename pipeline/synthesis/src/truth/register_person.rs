//! Which records speak of one person, and which list rows belong to whom.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::allowance::Entry;
use crate::population::{Ward, completed_years};
use crate::register::{Household, Person};

/// One person of the register: one record, or several that agree in an identifier, sex, birth date and name.
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

fn is_same_person(left: &Person, right: &Person) -> bool {
    let same_nid = match (&left.nid, &right.nid) {
        (Some(left), Some(right)) => comparable_nid(left) == comparable_nid(right),
        _ => false,
    };
    let same_brn = left.brn.is_some() && left.brn == right.brn;
    (same_nid || same_brn)
        && left.sex.is_some()
        && left.sex == right.sex
        && left.birth_date.is_some()
        && left.birth_date == right.birth_date
        && left.name_bn.is_some()
        && left.name_bn == right.name_bn
}

/// All persons of the register, in the order of their anchors' numbers.
#[must_use]
pub fn register_people(wards: &[Ward]) -> Vec<RegisterPerson<'_>> {
    let households: BTreeMap<&str, &Household> = wards
        .iter()
        .flat_map(|ward| &ward.households)
        .map(|household| (household.household_id.as_str(), household))
        .collect();
    let mut records: Vec<&Person> = wards.iter().flat_map(|ward| &ward.persons).collect();
    records.sort_by(|left, right| left.person_id.cmp(&right.person_id));
    let mut people: Vec<RegisterPerson<'_>> = Vec::new();
    // Only records with a common identifier can be one person.
    let mut by_number: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for record in records {
        let numbers: Vec<String> = record
            .nid
            .iter()
            .map(|nid| format!("nid {}", comparable_nid(nid)))
            .chain(record.brn.iter().map(|brn| format!("brn {brn}")))
            .collect();
        let known = numbers
            .iter()
            .filter_map(|number| by_number.get(number))
            .flatten()
            .copied()
            .find(|position| {
                people
                    .get(*position)
                    .is_some_and(|person| is_same_person(person.anchor, record))
            });
        let position = match known {
            Some(position) => {
                if let Some(person) = people.get_mut(position) {
                    person.records.push(record);
                }
                position
            }
            None => {
                let household = households.get(record.household_id.as_str()).copied();
                people.push(RegisterPerson {
                    anchor: record,
                    records: vec![record],
                    household,
                    union_code: household.and_then(|household| household.union_code.clone()),
                    ward_no: household.and_then(|household| household.ward_no.clone()),
                });
                people.len() - 1
            }
        };
        for number in numbers {
            by_number.entry(number).or_default().push(position);
        }
    }
    people
}

/// Whom a list row speaks of.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Holder {
    /// A person of the register, by position.
    Registered(usize),
    /// Somebody else: the identifier, or the row's own number.
    Elsewhere(String),
}

/// Finds the holder of every row.
#[must_use]
pub fn holders(people: &[RegisterPerson<'_>], entries: &[Entry]) -> Vec<Holder> {
    entries
        .iter()
        .map(|entry| {
            let (Some(kind), Some(number)) = (entry.id_type, &entry.id_number) else {
                return Holder::Elsewhere(format!("row {}", entry.beneficiary_id));
            };
            let number = if kind == "nid" {
                comparable_nid(number)
            } else {
                number.clone()
            };
            let holds = |person: &&Person| match kind {
                "nid" => person.nid.as_deref().is_some_and(|nid| comparable_nid(nid) == number),
                _ => person.brn.as_deref() == Some(number.as_str()),
            };
            let candidates: Vec<usize> = people
                .iter()
                .enumerate()
                .filter(|(_, person)| person.records.iter().any(holds))
                .map(|(position, _)| position)
                .collect();
            let alike: Vec<usize> = candidates
                .iter()
                .copied()
                .filter(|position| {
                    people.get(*position).is_some_and(|person| {
                        person.records.iter().filter(|record| holds(record)).any(|record| {
                            record.sex.is_some()
                                && record.sex == entry.sex
                                && record.birth_date.is_some()
                                && record.birth_date == entry.birth_date
                        })
                    })
                })
                .collect();
            match (candidates.as_slice(), alike.as_slice()) {
                ([only], _) | (_, [only]) => Holder::Registered(*only),
                _ => Holder::Elsewhere(format!("{kind} {number}")),
            }
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
