//! What the reference table knows of names: honorifics, and spellings of one name that do not sound alike.

use std::sync::LazyLock;

use dorpon_domain::text::fold_name;
use hashbrown::{HashMap, HashSet};

use super::sound::sound;

/// The table that the sample and the manual use too.
const TABLE: &str = include_str!("../../../../queries/reference/name_variant.csv");

/// Honorifics and titles that the table does not list, folded.
const MORE_HONORIFICS: [&str; 42] = [
    "mr",
    "ms",
    "dr",
    "prof",
    "professor",
    "engr",
    "advocate",
    "adv",
    "janab",
    "begom",
    "mohd",
    "muhd",
    "mohammod",
    "mohamed",
    "muhammed",
    "mohamad",
    "mosst",
    "mosa",
    "mosammot",
    "mussammat",
    "musammot",
    "most",
    "sreemoti",
    "srimoti",
    "kumari",
    "alhajj",
    "hajee",
    "late",
    "marhum",
    "morhum",
    "mrito",
    "জনাব",
    "ডা",
    "ডাক্তার",
    "অধ্যাপক",
    "প্রফেসর",
    "অ্যাডভোকেট",
    "মি",
    "কুমারী",
    "মোসা",
    "মোহাম্মেদ",
    "মরহুম",
];

/// Words that say that somebody has died: wherever they stand, they are no part of the name.
const DECEASED: [&str; 7] = ["late", "মৃত", "মরহুম", "মরহুমা", "marhum", "morhum", "mrito"];

/// Elements that hardly tell two people apart.
const WEAK: [&str; 24] = [
    "begum", "khatun", "akter", "bibi", "khanam", "banu", "nahar", "sultana", "bala", "rani", "dasi", "kumar",
    "chandra", "kanta", "islam", "rahman", "hossain", "uddin", "ali", "mia", "ahmed", "haque", "ullah", "khan",
];

/// What the reference table and the lists above say.
#[derive(Debug)]
pub(crate) struct NameTable {
    honorifics: HashSet<String>,
    /// Folded spelling, of one or two words, to the sound of its name.
    aliases: HashMap<String, String>,
    weak: HashSet<String>,
    /// First words of spellings of two words, of honorifics and of names.
    pair_starts: HashSet<String>,
}

static NAMES: LazyLock<NameTable> = LazyLock::new(NameTable::embedded);

/// The table that is part of the program.
pub(crate) fn names() -> &'static NameTable {
    &NAMES
}

impl NameTable {
    fn embedded() -> Self {
        let mut table = Self {
            honorifics: MORE_HONORIFICS.iter().map(|word| fold_name(word)).collect(),
            aliases: HashMap::new(),
            weak: WEAK.iter().map(|word| sound(word)).collect(),
            pair_starts: HashSet::new(),
        };
        let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
        for row in reader.records().flatten() {
            let cell = |place: usize| row.get(place).unwrap_or_default();
            let spelling = fold_name(cell(5));
            if spelling.is_empty() {
                continue;
            }
            if let Some((first, _)) = spelling.split_once(' ') {
                table.pair_starts.insert(first.to_owned());
            }
            if cell(0) == "prefix" {
                table.honorifics.insert(spelling);
                continue;
            }
            // The sound of the usual spelling stands for all of them. A spelling of two names keeps the first.
            let usual = sound(&fold_name(cell(3)));
            table.aliases.entry(spelling).or_insert(usual);
        }
        table
    }

    /// Whether a folded word (or two) before a name is no part of it.
    pub(crate) fn is_honorific(&self, words: &str) -> bool {
        self.honorifics.contains(words)
    }

    /// Whether the table has a spelling of two words that begins with this one.
    pub(crate) fn may_begin_pair(&self, word: &str) -> bool {
        self.pair_starts.contains(word)
    }

    /// Whether a folded word says that somebody has died.
    pub(crate) fn is_deceased(&self, word: &str) -> bool {
        DECEASED.contains(&word)
    }

    /// The sound of a spelling that the table lists.
    pub(crate) fn alias(&self, words: &str) -> Option<&str> {
        self.aliases.get(words).map(String::as_str)
    }

    /// Whether a name of this sound hardly tells two people apart.
    pub(crate) fn is_weak(&self, sound: &str) -> bool {
        self.weak.contains(sound)
    }
}
