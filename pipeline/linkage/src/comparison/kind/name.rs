//! The full name of a person, in either script.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind, NameValues, Values};
use crate::dictionary::NULL;
use crate::record::Records;
use crate::similarity::{at_most, edits, jaro_winkler};

/// `name`: one column of the kind `name`. `equal` (the same sound: honorifics, script, listed and folded spellings do
/// not count); `one_edit` (each word at most a slip away); `similar` (each word has its like); `part` (one name has
/// words more); `given` (the word that people are called by agrees, others do not); `last` (only another word agrees);
/// `different`. The limit is the Jaro-Winkler similarity of two words that are alike (0.88).
pub static KIND: Kind = Kind {
    name: "name",
    column_count: 1..=1,
    column_kinds: &[ColumnKind::Name],
    prepare,
};

const EQUAL: u8 = 1;
const ONE_EDIT: u8 = 2;
const SIMILAR: u8 = 3;
const PART: u8 = 4;
const GIVEN: u8 = 5;
const LAST: u8 = 6;
const DIFFERENT: u8 = 7;

/// Names of more words are compared by the first ones.
const MOST_WORDS: usize = 8;

/// Sounds are short and of few classes, so they have to be more alike than spellings.
const SOUND_MARGIN: f64 = 0.04;

/// How alike two words are.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Grade {
    Equal,
    Slip,
    Alike,
    Different,
}

impl Grade {
    fn of(number: u8) -> Self {
        match number {
            0 => Self::Equal,
            1 => Self::Slip,
            2 => Self::Alike,
            _ => Self::Different,
        }
    }
}

struct Name<'a> {
    place: usize,
    names: Option<&'a NameValues>,
    alike: f64,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let place = setting.place(0);
    let column: Option<&Column> = records.columns.get(place);
    Box::new(Name {
        place,
        names: match column.map(|column| &column.values) {
            Some(Values::Names(names)) => Some(names),
            _ => None,
        },
        alike: setting.limits(&[0.88]).first().copied().unwrap_or(0.88),
    })
}

impl Name<'_> {
    fn grade(&self, names: &NameValues, left: u32, right: u32) -> Grade {
        let (one, other) = (names.word(left), names.word(right));
        if left == right || (one.sound != NULL && one.sound == other.sound) {
            return Grade::Equal;
        }
        let sounds = (names.sounds.get(left), names.sounds.get(right));
        let spellings = (names.spellings.get(left), names.spellings.get(right));
        // An initial stands for its name.
        let initial = |short: &[u32], long: &[u32]| short.len() == 1 && long.len() > 1 && short.first() == long.first();
        if one.is_latin == other.is_latin {
            let shorter = spellings.0.len().min(spellings.1.len());
            match edits(spellings.0, spellings.1, 2) {
                0 | 1 if shorter >= 3 => return Grade::Slip,
                2 if shorter >= 7 => return Grade::Alike,
                _ => {}
            }
            let most = at_most(spellings.0, one.letter_set, spellings.1, other.letter_set);
            if most >= self.alike && jaro_winkler(spellings.0, spellings.1) >= self.alike {
                return Grade::Alike;
            }
            if initial(spellings.0, spellings.1) || initial(spellings.1, spellings.0) {
                return Grade::Alike;
            }
        }
        let shorter = sounds.0.len().min(sounds.1.len());
        match edits(sounds.0, sounds.1, 1) {
            0 | 1 if shorter >= 3 && one.is_latin != other.is_latin => Grade::Slip,
            0 | 1 if shorter >= 3 => Grade::Alike,
            _ if shorter >= 4
                && at_most(sounds.0, one.sound_set, sounds.1, other.sound_set) >= self.alike + SOUND_MARGIN
                && jaro_winkler(sounds.0, sounds.1) >= self.alike + SOUND_MARGIN =>
            {
                Grade::Alike
            }
            _ => Grade::Different,
        }
    }

    fn level(&self, left: u32, right: u32, words: &mut PairCache) -> u8 {
        let Some(names) = self.names else { return 0 };
        let whole = |number: u32| names.whole.get(number as usize).copied().unwrap_or(NULL);
        if whole(left) != NULL && whole(left) == whole(right) {
            return EQUAL;
        }
        let (one, other) = (names.name(left), names.name(right));
        // Words are paired greedily, so the order of the two names is fixed by what they are.
        let rank = |number: u32| (names.name(number).len(), names.whole_letters.get(whole(number)));
        let (short, long) = if rank(left) <= rank(right) { (one, other) } else { (other, one) };
        let long = long.get(..MOST_WORDS).unwrap_or(long);
        let mut taken = 0_u32;
        let (mut worst, mut matched, mut best) = (Grade::Equal, 0_usize, Grade::Different);
        for word in short.iter().take(MOST_WORDS) {
            let (mut found, mut place) = (Grade::Different, 0);
            for (position, against) in long.iter().enumerate() {
                if taken & (1 << position) != 0 {
                    continue;
                }
                let grade = Grade::of(words.get(*word, *against, || self.grade(names, *word, *against) as u8));
                if grade < found {
                    (found, place) = (grade, position);
                }
            }
            if found == Grade::Different {
                continue;
            }
            taken |= 1 << place;
            matched += 1;
            worst = worst.max(found);
            best = best.min(found);
        }
        if matched == short.len() && short.len() == long.len() {
            return match worst {
                Grade::Equal => EQUAL,
                Grade::Slip => ONE_EDIT,
                _ => SIMILAR,
            };
        }
        // Words written together or apart.
        if one.len() != other.len() {
            let letters = (names.whole_letters.get(whole(left)), names.whole_letters.get(whole(right)));
            if letters.0.len().min(letters.1.len()) >= 5 && edits(letters.0, letters.1, 1) <= 1 {
                return ONE_EDIT;
            }
        }
        let given = |number: u32| names.given.get(number as usize).copied().unwrap_or(NULL);
        let same_given = given(left) != NULL && given(left) == given(right);
        if matched == short.len() && worst < Grade::Alike && (short.len() > 1 || same_given) {
            return PART;
        }
        if same_given {
            return GIVEN;
        }
        let first_alike = match (short.first(), long.first()) {
            (Some(one), Some(other)) => {
                Grade::of(words.get(*one, *other, || self.grade(names, *one, *other) as u8)) <= Grade::Slip
            }
            _ => false,
        };
        if first_alike {
            GIVEN
        } else if matched > 0 && best <= Grade::Slip {
            LAST
        } else {
            DIFFERENT
        }
    }
}

impl Comparison for Name<'_> {
    fn levels(&self) -> Vec<String> {
        ["equal", "one_edit", "similar", "part", "given", "last", "different"]
            .map(str::to_owned)
            .into()
    }

    fn compare(&self, left: &[u32], right: &[u32], caches: &mut [PairCache]) -> u8 {
        let (left, right) = (at(left, self.place), at(right, self.place));
        match caches {
            _ if left == NULL || right == NULL => 0,
            _ if left == right => EQUAL,
            [names, words] => names.get(left, right, || self.level(left, right, words)),
            _ => self.level(left, right, &mut PairCache::new()),
        }
    }

    fn cache_count(&self) -> usize {
        2
    }

    fn term_tables(&self) -> Vec<TermTable<'_>> {
        let Some(names) = self.names else { return Vec::new() };
        vec![
            TermTable {
                name: "whole",
                dictionary: &names.whole_sounds,
                counts: &names.whole_counts,
            },
            TermTable {
                name: "word",
                dictionary: &names.word_sounds,
                counts: &names.word_counts,
            },
        ]
    }

    fn terms(&self, level: u8, left: &[u32], right: &[u32]) -> [Option<Term>; 2] {
        let Some(names) = self.names else { return [None, None] };
        let (left, right) = (at(left, self.place), at(right, self.place));
        let (table, numbers) = match level {
            EQUAL | ONE_EDIT | SIMILAR => (0, &names.whole),
            PART | GIVEN => (1, &names.given),
            _ => return [None, None],
        };
        let number = |value: u32| numbers.get(value as usize).copied().unwrap_or(NULL);
        let term = Term {
            table,
            left: number(left),
            right: number(right),
        };
        [Some(term), None]
    }
}
