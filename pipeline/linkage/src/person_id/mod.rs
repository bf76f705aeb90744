//! Persons that keep their id when records are added, with a log of every merge and split.
//!
//! A [`PersonLedger`] says which person each record was, after the last linkage. Given new clusters it hands the ids
//! on: a cluster keeps the id of the person from whom most of its records come; where two persons have become one, or
//! one has become two, the log says so and an id that was given up is never given again. A new person's id is made from
//! the smallest of its records' ids, so that it does not depend on the order in which records came.
//!
//! [`PairLedger`] keeps the matches, so that only pairs with a new record have to be scored. Because a match weight
//! depends on two records and the weights alone, and a cluster on the matches that touch it alone, adding records
//! gives the clusters that linking all of them at once gives, as long as the weights stay the same.

mod pair_ledger;

use std::collections::{BTreeMap, BTreeSet};

pub use pair_ledger::{KnownMatch, PairLedger};

/// Which person each record is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PersonLedger {
    /// Person id by record id.
    pub person_of: BTreeMap<String, String>,
    /// Who the records were that are in the sources no longer, should they return: a file that is read as of an earlier
    /// day lacks the later ones.
    pub absent: BTreeMap<String, String>,
    /// Every id that was ever given.
    pub given: BTreeSet<String>,
    /// Everything that happened, in order.
    pub log: Vec<Change>,
}

/// What happened to a person.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Change {
    /// A person appeared whose records are all new.
    Created {
        /// The person.
        person: String,
    },
    /// Records of other persons became this person's, and those persons have none left.
    Merged {
        /// The person who stays.
        person: String,
        /// The ids that were given up.
        from: Vec<String>,
    },
    /// Some of a person's records became another person.
    Split {
        /// The person who stays.
        person: String,
        /// Who the others are now.
        into: Vec<String>,
    },
    /// A person's records are all gone from the sources.
    Ended {
        /// The person.
        person: String,
    },
    /// Records of a person who had none left are there again.
    Returned {
        /// The person.
        person: String,
    },
}

impl PersonLedger {
    /// Hands the ids on to new clusters: for each record its cluster, under any name. Who the records were that are not
    /// in `clusters` any more is kept in mind; the ids stay given. Returns what changed, which is also added to the log.
    pub fn advance(&mut self, clusters: &BTreeMap<String, String>) -> Vec<Change> {
        let returned = self.take_back(clusters);
        let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (record, cluster) in clusters {
            members.entry(cluster).or_default().push(record);
        }
        let mut groups: Vec<Vec<&str>> = members.into_values().collect();
        // By their smallest record, whatever the clusters are called.
        groups.sort_unstable();
        let claims = self.claims(&groups);
        let mut keeper: BTreeMap<&str, usize> = BTreeMap::new();
        let mut id_of: Vec<Option<String>> = vec![None; groups.len()];
        for (_, person, group) in &claims {
            let free = id_of.get(*group).is_some_and(Option::is_none) && !keeper.contains_key(person.as_str());
            if free && let Some(cell) = id_of.get_mut(*group) {
                *cell = Some(person.clone());
                keeper.insert(person, *group);
            }
        }
        let mut changes = Vec::new();
        let mut next: BTreeMap<String, String> = BTreeMap::new();
        let mut final_id: Vec<String> = Vec::with_capacity(groups.len());
        for (group, kept) in groups.iter().zip(id_of) {
            let is_new = !group.iter().any(|record| self.person_of.contains_key(*record));
            let id = kept.unwrap_or_else(|| self.fresh(group.first().copied().unwrap_or_default()));
            if is_new {
                changes.push(Change::Created { person: id.clone() });
            }
            for record in group {
                next.insert((*record).to_owned(), id.clone());
            }
            final_id.push(id);
        }
        changes.extend(self.moves(&groups, &final_id));
        let alive: BTreeSet<&String> = clusters
            .keys()
            .filter_map(|record| self.person_of.get(record))
            .collect();
        let before: BTreeSet<&String> = self.person_of.values().collect();
        for person in before.difference(&alive) {
            changes.push(Change::Ended {
                person: (*person).clone(),
            });
        }
        let present: BTreeSet<&String> = final_id.iter().collect();
        changes.extend(
            returned
                .into_iter()
                .filter(|person| present.contains(person))
                .map(|person| Change::Returned { person }),
        );
        changes.sort();
        let gone = std::mem::replace(&mut self.person_of, next);
        self.absent
            .extend(gone.into_iter().filter(|(record, _)| !clusters.contains_key(record)));
        self.forget_given_up(&changes);
        self.log.extend(changes.iter().cloned());
        changes
    }

    /// Records that return speak of the person of whom they spoke. Answers with the persons of whom no record was left.
    fn take_back(&mut self, clusters: &BTreeMap<String, String>) -> BTreeSet<String> {
        let (returned, absent): (BTreeMap<_, _>, BTreeMap<_, _>) = std::mem::take(&mut self.absent)
            .into_iter()
            .partition(|(record, _)| clusters.contains_key(record));
        self.absent = absent;
        let known: BTreeSet<&String> = self.person_of.values().collect();
        let back = returned
            .values()
            .filter(|person| !known.contains(person))
            .cloned()
            .collect();
        self.person_of.extend(returned);
        back
    }

    /// Absent records of a person who has become another one are that one's.
    fn forget_given_up(&mut self, changes: &[Change]) {
        let mut now: BTreeMap<&String, &String> = BTreeMap::new();
        for change in changes {
            if let Change::Merged { person, from } = change {
                now.extend(from.iter().map(|given_up| (given_up, person)));
            }
        }
        for person in self.absent.values_mut() {
            if let Some(other) = now.get(person) {
                (*other).clone_into(person);
            }
        }
    }

    /// Which group wants which person's id, the strongest claim first: most shared records, then the smaller person
    /// id, then the earlier group.
    fn claims(&self, groups: &[Vec<&str>]) -> Vec<(usize, String, usize)> {
        let mut claims = Vec::new();
        for (place, group) in groups.iter().enumerate() {
            let mut shared: BTreeMap<&String, usize> = BTreeMap::new();
            for record in group {
                if let Some(person) = self.person_of.get(*record) {
                    *shared.entry(person).or_default() += 1;
                }
            }
            claims.extend(shared.into_iter().map(|(person, count)| (count, person.clone(), place)));
        }
        claims.sort_by(|one, other| {
            other
                .0
                .cmp(&one.0)
                .then_with(|| (&one.1, one.2).cmp(&(&other.1, other.2)))
        });
        claims
    }

    /// Merges and splits between the old persons and the new groups.
    fn moves(&self, groups: &[Vec<&str>], ids: &[String]) -> Vec<Change> {
        let alive: BTreeSet<&String> = ids.iter().collect();
        let mut became: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        let mut came_from: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for (group, id) in groups.iter().zip(ids) {
            for record in group {
                if let Some(old) = self.person_of.get(*record) {
                    became.entry(old).or_default().insert(id);
                    came_from.entry(id).or_default().insert(old);
                }
            }
        }
        let others = |found: &BTreeSet<&String>, own: &String| -> Vec<String> {
            found.iter().filter(|id| **id != own).map(|id| (*id).clone()).collect()
        };
        let mut changes = Vec::new();
        for (id, old) in &came_from {
            // Someone of whom other records are left was split, not merged.
            let from: Vec<String> = others(old, id).into_iter().filter(|old| !alive.contains(old)).collect();
            if !from.is_empty() {
                changes.push(Change::Merged {
                    person: (*id).clone(),
                    from,
                });
            }
        }
        for (old, new) in &became {
            let into = others(new, old);
            if new.len() > 1 && !into.is_empty() {
                changes.push(Change::Split {
                    person: (*old).clone(),
                    into,
                });
            }
        }
        changes
    }

    /// An id that was never given: `P-` and the record's id, with a number behind it if that one is taken.
    fn fresh(&mut self, record: &str) -> String {
        let mut id = format!("P-{record}");
        let mut again = 2;
        while self.given.contains(&id) {
            id = format!("P-{record}-{again}");
            again += 1;
        }
        self.given.insert(id.clone());
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(groups: &[&[&str]]) -> BTreeMap<String, String> {
        let pairs = groups.iter().enumerate().flat_map(|(place, group)| {
            group
                .iter()
                .map(move |record| ((*record).to_owned(), place.to_string()))
        });
        pairs.collect()
    }

    #[test]
    fn ids_survive_and_changes_are_told() {
        let mut ledger = PersonLedger::default();
        assert_eq!(ledger.advance(&clusters(&[&["a", "b", "c"], &["d"]])).len(), 2);
        let person = |ledger: &PersonLedger, record: &str| ledger.person_of.get(record).cloned().unwrap_or_default();
        assert_eq!(
            (person(&ledger, "b").as_str(), person(&ledger, "d").as_str()),
            ("P-a", "P-d")
        );
        // Other cluster names and a new record change nothing.
        assert_eq!(
            ledger.advance(&clusters(&[&["d"], &["a", "b", "c"], &["e"]])),
            [Change::Created { person: "P-e".into() }]
        );
        let merged = ledger.advance(&clusters(&[&["a", "b", "c", "d"], &["e"]]));
        assert_eq!(
            merged,
            [Change::Merged {
                person: "P-a".into(),
                from: vec!["P-d".into()]
            }]
        );
        let split = ledger.advance(&clusters(&[&["b", "c"], &["a", "d"], &["e"]]));
        assert_eq!(
            split,
            [Change::Split {
                person: "P-a".into(),
                into: vec!["P-b".into()]
            }]
        );
        // The larger or earlier part keeps the id; an id that was given up is never given again.
        assert_eq!(person(&ledger, "a"), "P-a");
        assert_eq!(person(&ledger, "b"), "P-b");
    }

    #[test]
    fn records_that_return_are_who_they_were() {
        let mut ledger = PersonLedger::default();
        ledger.advance(&clusters(&[&["a"], &["b", "c"], &["d"], &["e"]]));
        ledger.advance(&clusters(&[&["b", "c", "d"], &["a"], &["e"]]));
        let before = ledger.person_of.clone();
        // A detour to a day on which there was little.
        let ended = ledger.advance(&clusters(&[&["a"], &["b"]]));
        assert_eq!(ended, [Change::Ended { person: "P-e".into() }]);
        let back = ledger.advance(&clusters(&[&["b", "c", "d"], &["a"], &["e"]]));
        assert_eq!(back, [Change::Returned { person: "P-e".into() }]);
        assert_eq!(ledger.person_of, before);
        assert_eq!(ledger.absent, BTreeMap::new());
    }

    #[test]
    fn an_id_that_was_given_up_does_not_return_with_its_records() {
        let mut ledger = PersonLedger::default();
        ledger.advance(&clusters(&[&["a"], &["b", "c"]]));
        ledger.advance(&clusters(&[&["a"], &["b"]]));
        // P-b is found to be P-a while c is away.
        ledger.advance(&clusters(&[&["a", "b"]]));
        let split = ledger.advance(&clusters(&[&["a", "b"], &["c"]]));
        assert_eq!(
            split,
            [Change::Split {
                person: "P-a".into(),
                into: vec!["P-c".into()]
            }]
        );
    }
}
