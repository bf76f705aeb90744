//! Personal names: what a person is called, and the spellings that clerks give it.
//!
//! The table is `queries/reference/name_variant.csv`. The first spelling of a name in each
//! script is the usual one; the others are variants of the same name.

use std::collections::BTreeMap;

use crate::problem::SampleError;
use crate::randomness::Dice;

const TABLE: &str = include_str!("../../../queries/reference/name_variant.csv");

/// Which script a spelling is written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Script {
    /// Bangla letters.
    Bangla,
    /// Latin letters.
    Latin,
}

/// One element of a name with its spellings, the usual one first.
#[derive(Clone, Debug, Default)]
struct Element {
    canonical: String,
    bangla: Vec<String>,
    latin: Vec<String>,
}

impl Element {
    fn spelling(&self, script: Script, dice: &mut Dice, variant_per_mille: usize) -> &str {
        let spellings = match script {
            Script::Bangla => &self.bangla,
            Script::Latin => &self.latin,
        };
        let chosen = if dice.chance(variant_per_mille) {
            dice.below(spellings.len())
        } else {
            0
        };
        spellings.get(chosen).map_or(self.canonical.as_str(), String::as_str)
    }
}

/// The faith that a family's names follow. Not a column of any extract.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tradition {
    /// Muslim names.
    Muslim,
    /// Hindu names.
    Hindu,
}

/// What a person is called, independent of spelling: places of its elements in the table.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PersonalName {
    prefix: Option<usize>,
    given: Vec<usize>,
    last: Option<usize>,
}

impl PersonalName {
    /// The given elements, by which a family tells its children apart.
    #[must_use]
    pub fn given(&self) -> &[usize] {
        &self.given
    }

    /// The family element, which Hindu children take over.
    #[must_use]
    pub fn last(&self) -> Option<usize> {
        self.last
    }
}

/// Every element that the sample may use.
#[derive(Debug)]
pub struct NameTable {
    elements: Vec<Element>,
    groups: BTreeMap<String, Vec<usize>>,
}

impl NameTable {
    /// Reads the reference table that is part of this crate.
    ///
    /// # Errors
    /// When the table cannot be read or lacks a group that names are made of.
    pub fn embedded() -> Result<Self, SampleError> {
        let mut elements: Vec<Element> = Vec::new();
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut place: BTreeMap<String, usize> = BTreeMap::new();
        let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
        for row in reader.records() {
            let row = row.map_err(|error| SampleError::Input(format!("name_variant.csv: {error}")))?;
            let cell = |position: usize| row.get(position).unwrap_or_default().to_owned();
            let group = format!("{} {} {}", cell(0), cell(1), cell(2));
            let index = *place.entry(format!("{group} {}", cell(3))).or_insert_with(|| {
                groups.entry(group).or_default().push(elements.len());
                elements.push(Element {
                    canonical: cell(3),
                    ..Element::default()
                });
                elements.len() - 1
            });
            if let Some(element) = elements.get_mut(index) {
                match cell(4).as_str() {
                    "bangla" => element.bangla.push(cell(5)),
                    _ => element.latin.push(cell(5)),
                }
            }
        }
        let table = Self { elements, groups };
        for group in [
            "given male muslim",
            "given female muslim",
            "given male hindu",
            "given female hindu",
            "last any hindu",
        ] {
            if table.group(group).is_empty() {
                return Err(SampleError::Input(format!("name_variant.csv: no {group}")));
            }
        }
        Ok(table)
    }

    fn group(&self, key: &str) -> &[usize] {
        self.groups.get(key).map_or(&[], Vec::as_slice)
    }

    fn find(&self, group: &str, canonical: &str) -> Option<usize> {
        self.group(group).iter().copied().find(|index| {
            self.elements
                .get(*index)
                .is_some_and(|element| element.canonical == canonical)
        })
    }

    fn ends_with(&self, index: usize, ending: &str) -> bool {
        self.elements
            .get(index)
            .is_some_and(|element| element.canonical.ends_with(ending))
    }

    /// A man's name. `family` is the last element of a Hindu father.
    pub fn man(&self, dice: &mut Dice, tradition: Tradition, family: Option<usize>) -> PersonalName {
        match tradition {
            Tradition::Hindu => PersonalName {
                prefix: dice
                    .chance(180)
                    .then(|| self.find("prefix male hindu", "Sree"))
                    .flatten(),
                given: dice.pick(self.group("given male hindu")).copied().into_iter().collect(),
                last: family.or_else(|| self.hindu_family(dice)),
            },
            Tradition::Muslim => {
                let given = dice.pick(self.group("given male muslim")).copied();
                let fitting = given.and_then(|index| {
                    if self.ends_with(index, "ul") && !self.ends_with(index, "Abul") && !self.ends_with(index, "Abdul")
                    {
                        let islam = if dice.chance(820) { "Islam" } else { "Haque" };
                        self.find("last male muslim", islam)
                    } else if self.ends_with(index, "ur") {
                        self.find("last male muslim", "Rahman")
                    } else {
                        None
                    }
                });
                let second = given
                    .filter(|index| self.ends_with(*index, "Abdul") || self.ends_with(*index, "Abul"))
                    .and_then(|_| ["Rahim", "Karim", "Kamal", "Hasan"].get(dice.below(4)))
                    .and_then(|name| self.find("given male muslim", name));
                let of_both = ["Sarkar", "Mondal", "Biswas", "Sardar"];
                let mut common: Vec<usize> = self.group("last male muslim").to_vec();
                common.extend(of_both.iter().filter_map(|name| self.find("last any any", name)));
                PersonalName {
                    prefix: dice
                        .chance(620)
                        .then(|| self.find("prefix male muslim", "Md"))
                        .flatten(),
                    given: given.into_iter().chain(second).collect(),
                    last: fitting.or_else(|| dice.pick(&common).copied()),
                }
            }
        }
    }

    /// A woman's name. A Muslim woman's last element is not her family's.
    pub fn woman(&self, dice: &mut Dice, tradition: Tradition, family: Option<usize>) -> PersonalName {
        match tradition {
            Tradition::Hindu => {
                let rani = self.find("last female hindu", if dice.chance(650) { "Rani" } else { "Bala" });
                let given = dice.pick(self.group("given female hindu")).copied();
                PersonalName {
                    prefix: dice
                        .chance(120)
                        .then(|| self.find("prefix female hindu", "Sreemati"))
                        .flatten(),
                    given: given.into_iter().chain(rani.filter(|_| dice.chance(600))).collect(),
                    last: family.or_else(|| self.hindu_family(dice)),
                }
            }
            Tradition::Muslim => PersonalName {
                prefix: dice
                    .chance(350)
                    .then(|| self.find("prefix female muslim", "Mst"))
                    .flatten(),
                given: dice
                    .pick(self.group("given female muslim"))
                    .or_else(|| self.group("given female any").first())
                    .copied()
                    .into_iter()
                    .collect(),
                last: dice.pick(self.group("last female muslim")).copied(),
            },
        }
    }

    fn hindu_family(&self, dice: &mut Dice) -> Option<usize> {
        let mut families: Vec<usize> = self.group("last any hindu").to_vec();
        families.extend(
            ["Mondal", "Sarkar", "Biswas", "Mondal"]
                .iter()
                .filter_map(|name| self.find("last any any", name)),
        );
        dice.pick(&families).copied()
    }

    /// The name with another given name of the same kind, for somebody whose sibling bears it already.
    pub fn with_another_given(&self, name: &PersonalName, dice: &mut Dice) -> PersonalName {
        let mut other = name.clone();
        if let Some(first) = other.given.first_mut() {
            let own = *first;
            let group = self.groups.values().find(|group| group.contains(&own));
            let free: Vec<usize> = group
                .into_iter()
                .flatten()
                .copied()
                .filter(|index| *index != own)
                .collect();
            *first = dice.pick(&free).copied().unwrap_or(own);
        }
        other
    }

    /// Writes a name. `variant_per_mille`: how often an element takes a spelling other than the usual one.
    pub fn write(&self, name: &PersonalName, script: Script, dice: &mut Dice, variant_per_mille: usize) -> String {
        let parts = name.prefix.iter().chain(name.given.iter()).chain(name.last.iter());
        let mut written: Vec<&str> = Vec::new();
        for index in parts {
            if let Some(element) = self.elements.get(*index) {
                written.push(element.spelling(script, dice, variant_per_mille));
            }
        }
        written.join(" ")
    }

    /// Writes the name of somebody who has died, as in a father's or husband's name.
    pub fn write_late(&self, name: &PersonalName, script: Script, dice: &mut Dice, variant_per_mille: usize) -> String {
        let bare = PersonalName {
            prefix: None,
            ..name.clone()
        };
        let late = match script {
            Script::Bangla => "মৃত",
            Script::Latin => "Late",
        };
        format!("{late} {}", self.write(&bare, script, dice, variant_per_mille))
    }
}
