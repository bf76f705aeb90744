//! Eligible persons and whether they are on the list, by union, programme and sex.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::eligibility::{Answer, Cover, Outcome};
use super::register_person::{Holder, RegisterPerson};
use crate::allowance::{Entry, PROGRAMMES};
use crate::family::Sex;

/// The counts of one union, programme and sex.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Eligible and on the list.
    pub covered: u64,
    /// Eligible and not on the list.
    pub missing: u64,
    /// Cannot tell, on the list.
    pub cannot_tell_covered: u64,
    /// Cannot tell, not on the list.
    pub cannot_tell_not_covered: u64,
    /// On the list but not eligible.
    pub listed_not_eligible: u64,
    /// On the list but not in the register.
    pub listed_not_in_register: u64,
}

/// Union, programme, sex.
pub type Cell = (String, &'static str, &'static str);

/// Counts every person once per programme.
#[must_use]
pub fn by_union(
    people: &[RegisterPerson<'_>],
    outcomes: &[Outcome],
    lists: (&[Entry], &[Holder], &Cover),
    as_of: Date,
) -> BTreeMap<Cell, Counts> {
    let (entries, holders, cover) = lists;
    let mut table: BTreeMap<Cell, Counts> = BTreeMap::new();
    for outcome in outcomes {
        let Some(person) = people.get(outcome.person) else {
            continue;
        };
        let place = person.union_code.clone().unwrap_or_else(|| "unknown".to_owned());
        seen(&mut table, &place);
        let sex = person.anchor.sex.map_or("unknown", Sex::name);
        let count = |counts: &mut Counts| match (outcome.answer, outcome.is_covered) {
            (Answer::Yes, true) => counts.covered += 1,
            (Answer::Yes, false) => counts.missing += 1,
            (Answer::CannotTell, true) => counts.cannot_tell_covered += 1,
            (Answer::CannotTell, false) => counts.cannot_tell_not_covered += 1,
            (Answer::No, true) => counts.listed_not_eligible += 1,
            (Answer::No, false) => {}
        };
        if outcome.answer != Answer::No || outcome.is_covered {
            count(table.entry((place, outcome.programme, sex)).or_default());
        }
    }
    for (holder, programme) in cover
        .iter()
        .filter(|(holder, _)| matches!(holder, Holder::Elsewhere(_)))
    {
        let rows = || {
            entries
                .iter()
                .zip(holders)
                .filter(|(entry, of)| *of == holder && entry.programme == programme && entry.is_active(as_of))
                .map(|(entry, _)| entry)
        };
        let place = rows()
            .filter_map(|entry| entry.union_code.clone())
            .min()
            .unwrap_or_else(|| "unknown".to_owned());
        let sex = rows()
            .filter_map(|entry| entry.sex.map(Sex::name))
            .min()
            .unwrap_or("unknown");
        seen(&mut table, &place);
        table.entry((place, programme, sex)).or_default().listed_not_in_register += 1;
    }
    table
}

/// A union that has a record at all shows every programme for women and men.
fn seen(table: &mut BTreeMap<Cell, Counts>, place: &str) {
    for programme in PROGRAMMES {
        for sex in ["female", "male"] {
            table.entry((place.to_owned(), programme, sex)).or_default();
        }
    }
}
