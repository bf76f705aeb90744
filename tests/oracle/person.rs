//! Which records and list rows speak of one person, and how old that person can be.

use std::collections::{BTreeMap, BTreeSet};

use super::AS_OF;
use super::day::{Day, months_old, next, years_earlier};
use super::file::{Folk, ListRow, World};

impl World {
    /// Groups the records of the register by person: lists of positions, the smallest number first.
    pub(super) fn humans(&self) -> Vec<Vec<usize>> {
        let mut humans: Vec<Vec<usize>> = Vec::new();
        let mut place: BTreeMap<(&str, &str, Day, &str), usize> = BTreeMap::new();
        for (position, folk) in self.folk.iter().enumerate() {
            let keys: Vec<_> = match (&folk.sex, folk.birth) {
                (Some(sex), Some(birth)) if !folk.name.is_empty() => folk
                    .numbers
                    .iter()
                    .map(|number| (number.as_str(), sex.as_str(), birth, folk.name.as_str()))
                    .collect(),
                _ => Vec::new(),
            };
            let human = keys
                .iter()
                .find_map(|key| place.get(key).copied())
                .unwrap_or(humans.len());
            if human == humans.len() {
                humans.push(Vec::new());
            }
            humans[human].push(position);
            for key in keys {
                place.entry(key).or_insert(human);
            }
        }
        humans
    }

    /// Of each active row: the human it belongs to, or whose else it is.
    pub(super) fn listed(&self, humans: &[Vec<usize>]) -> Vec<(Owner, &ListRow)> {
        let mut listed = self.owned(humans);
        listed.retain(|(_, entry)| entry.active && entry.enrolled.is_none_or(|day| day <= AS_OF));
        listed
    }

    /// Of each row of the lists: the human it belongs to, or whose else it is.
    pub(super) fn owned(&self, humans: &[Vec<usize>]) -> Vec<(Owner, &ListRow)> {
        let mut human_of: Vec<usize> = vec![0; self.folk.len()];
        for (human, records) in humans.iter().enumerate() {
            for record in records {
                human_of[*record] = human;
            }
        }
        let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, folk) in self.folk.iter().enumerate() {
            for number in &folk.numbers {
                holders.entry(number).or_default().push(position);
            }
        }
        let mut listed = Vec::new();
        for entry in &self.entries {
            let records = entry
                .number
                .as_deref()
                .and_then(|number| holders.get(number))
                .cloned()
                .unwrap_or_default();
            let all: BTreeSet<usize> = records.iter().map(|record| human_of[*record]).collect();
            let alike: BTreeSet<usize> = records
                .iter()
                .filter(|record| {
                    let folk = &self.folk[**record];
                    folk.sex.is_some() && folk.sex == entry.sex && folk.birth.is_some() && folk.birth == entry.birth
                })
                .map(|record| human_of[*record])
                .collect();
            let only = [&all, &alike]
                .into_iter()
                .find(|humans| humans.len() == 1)
                .and_then(BTreeSet::first);
            let owner = match (only, &entry.number) {
                (Some(human), _) => Owner::Human(*human),
                (None, Some(number)) => Owner::Number(number.clone()),
                (None, None) => Owner::Number(format!("row {}", entry.id)),
            };
            listed.push((owner, entry));
        }
        listed
    }

    /// First and last day on which somebody can have been born.
    pub(super) fn born(&self, folk: &Folk) -> Option<[Day; 2]> {
        if let Some(day) = folk.birth {
            return Some([day, day]);
        }
        let surveyed = self.homes.get(&folk.home)?.surveyed?;
        let age = i32::try_from(folk.age?).ok()?;
        Some([next(years_earlier(surveyed, age + 1)), years_earlier(surveyed, age)])
    }

    /// What a question about the age in months says: an answer only if both ends of the window agree.
    pub(super) fn of_age(&self, folk: &Folk, question: impl Fn(i32) -> bool) -> Option<bool> {
        let [first, last] = self.born(folk)?.map(|day| question(months_old(day, AS_OF)));
        (first == last).then_some(first)
    }
}

pub(super) fn lives(folk: &Folk) -> bool {
    folk.died.is_none_or(|day| day > AS_OF)
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Owner {
    Human(usize),
    Number(String),
}
