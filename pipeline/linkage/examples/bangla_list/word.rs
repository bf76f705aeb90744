//! Elements of names in both scripts: those of the reference table, and others put together from syllables.

use std::collections::BTreeMap;

use crate::Dice;

const TABLE: &str = include_str!("../../../../queries/reference/name_variant.csv");

/// One element with its spellings, the usual ones first.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// In Bangla letters.
    pub bangla: Vec<String>,
    /// In Latin letters.
    pub latin: Vec<String>,
}

impl Element {
    /// A spelling; the usual one unless `varied` per mille.
    pub fn spell(&self, is_latin: bool, varied: usize, dice: &mut Dice) -> &str {
        let spellings = if is_latin { &self.latin } else { &self.bangla };
        let place = if dice.chance(varied) {
            dice.below(spellings.len())
        } else {
            0
        };
        spellings.get(place).map_or("", String::as_str)
    }
}

/// Elements by group, such as `given female`.
pub fn elements(group: &str) -> Vec<Element> {
    let mut found: BTreeMap<String, Element> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    for row in reader.records().flatten() {
        let cell = |place: usize| row.get(place).unwrap_or_default();
        let fits = group.starts_with(cell(0)) && (group.ends_with(&format!(" {}", cell(1))) || cell(1) == "any");
        if !fits {
            continue;
        }
        let element = found.entry(cell(3).to_owned()).or_default();
        let list = if cell(4) == "bangla" {
            &mut element.bangla
        } else {
            &mut element.latin
        };
        list.push(cell(5).to_owned());
    }
    found
        .into_values()
        .filter(|element| !element.bangla.is_empty() && !element.latin.is_empty())
        .collect()
}

/// Onsets: Bangla spellings and Latin ones.
const ONSETS: [(&[&str], &[&str]); 22] = [
    (&["ক"], &["k", "q"]),
    (&["খ"], &["kh"]),
    (&["গ"], &["g"]),
    (&["ঘ"], &["gh"]),
    (&["চ"], &["ch"]),
    (&["জ", "য"], &["j", "z"]),
    (&["ঝ"], &["jh"]),
    (&["ট"], &["t"]),
    (&["ত"], &["t"]),
    (&["থ"], &["th"]),
    (&["দ"], &["d"]),
    (&["ধ"], &["dh"]),
    (&["ন", "ণ"], &["n"]),
    (&["প"], &["p"]),
    (&["ফ"], &["f", "ph"]),
    (&["ব"], &["b"]),
    (&["ভ"], &["bh", "v"]),
    (&["ম"], &["m"]),
    (&["র"], &["r"]),
    (&["ল"], &["l"]),
    (&["শ", "স", "ছ"], &["sh", "s"]),
    (&["হ"], &["h"]),
];

const VOWELS: [(&[&str], &[&str]); 6] = [
    (&["া"], &["a"]),
    (&["ি", "ী"], &["i", "ee"]),
    (&["ু", "ূ"], &["u", "oo"]),
    (&["ে"], &["e"]),
    (&["ো"], &["o"]),
    (&[""], &["o", "a"]),
];

const CODAS: [(&str, &str); 6] = [("র", "r"), ("ল", "l"), ("ন", "n"), ("ম", "m"), ("ক", "k"), ("ব", "b")];

/// An element that no table holds, of two or three syllables, with up to four spellings in each script.
pub fn invent(dice: &mut Dice) -> Element {
    let syllables: Vec<(usize, usize)> = (0..2 + dice.below(2))
        .map(|_| (dice.below(ONSETS.len()), dice.below(VOWELS.len())))
        .collect();
    let coda = dice.chance(550).then(|| dice.below(CODAS.len()));
    let mut element = Element::default();
    for variant in 0..4 {
        let (mut bangla, mut latin) = (String::new(), String::new());
        for (onset, vowel) in &syllables {
            for (bangla_letters, latin_letters) in [ONSETS.get(*onset), VOWELS.get(*vowel)].into_iter().flatten() {
                let mut pick = |letters: &[&'static str]| {
                    let place = if variant == 0 { 0 } else { dice.below(letters.len()) };
                    letters.get(place).copied().unwrap_or_default()
                };
                bangla.push_str(pick(bangla_letters));
                latin.push_str(pick(latin_letters));
            }
        }
        if let Some((bangla_coda, latin_coda)) = coda.and_then(|coda| CODAS.get(coda)) {
            bangla.push_str(bangla_coda);
            latin.push_str(latin_coda);
        }
        let mut letters = latin.chars();
        latin = letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect())
            .unwrap_or_default();
        element.bangla.push(bangla);
        element.latin.push(latin);
    }
    element
}
