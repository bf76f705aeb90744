//! Which records and list rows speak of one person, as it was planted, and how old that person can be.

use std::collections::BTreeMap;

use super::AS_OF;
use super::day::{Day, months_old, next, years_earlier};
use super::file::{Folk, ListRow, World};

impl World {
    /// Groups the records of the register by person: lists of positions, the smallest number first.
    pub(super) fn humans(&self) -> Vec<Vec<usize>> {
        let mut humans: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, folk) in self.folk.iter().enumerate() {
            humans
                .entry(self.person("census_person", &folk.id))
                .or_default()
                .push(position);
        }
        humans.into_values().collect()
    }

    /// Of each active row: the human it belongs to, or whose else it is.
    pub(super) fn listed(&self, humans: &[Vec<usize>]) -> Vec<(Owner, &ListRow)> {
        let mut listed = self.owned(humans);
        listed.retain(|(_, entry)| entry.active && entry.enrolled.is_none_or(|day| day <= AS_OF));
        listed
    }

    /// Of each row of the lists: the human it belongs to, or whose else it is.
    pub(super) fn owned(&self, humans: &[Vec<usize>]) -> Vec<(Owner, &ListRow)> {
        let mut human_of: BTreeMap<&str, usize> = BTreeMap::new();
        for (human, records) in humans.iter().enumerate() {
            for record in records {
                human_of.insert(self.person("census_person", &self.folk[*record].id), human);
            }
        }
        self.entries
            .iter()
            .map(|entry| {
                let person = self.person("beneficiary", &entry.id);
                let owner = match human_of.get(person) {
                    Some(human) => Owner::Human(*human),
                    None => Owner::Elsewhere(person.to_owned()),
                };
                (owner, entry)
            })
            .collect()
    }

    /// Whom a record speaks of.
    fn person(&self, source: &str, record: &str) -> &str {
        let key = (source.to_owned(), record.to_owned());
        self.person_of
            .get(&key)
            .expect("the truth names the person of every record")
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
    Elsewhere(String),
}
