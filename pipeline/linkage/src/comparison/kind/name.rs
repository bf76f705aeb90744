//! The full name of a person, in either script.

use super::{Comparison, Kind, PairCache, Setting, Term, TermTable, at};
use crate::column::{Column, ColumnKind, NameValues, NameWord, Values};
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

/// Shorter sounds are not measured by Jaro and Winkler: they would all be alike.
const LEAST_SOUND: u8 = 4;
/// Words of so many letters may differ by two edits.
const TWO_EDITS_FROM: u8 = 7;

/// The most that the shares of letters which the other word lacks can add up to when two words reach a similarity. A
/// similarity s after Winkler is one of at least (s - 0.4) / 0.6 after Jaro, which is the mean of three parts: two
/// shares of common letters, and one that is at most 1.
fn lacking_limit(similarity: f64) -> f64 {
    3.0 - 3.0 * (similarity - 0.4) / 0.6 + 1e-9
}

/// Distinct letters of each of two words that the other lacks, as sets, and the lengths of the words.
struct Lacking {
    one: (u32, u8),
    other: (u32, u8),
}

impl Lacking {
    /// `None` if the words have no letter in common.
    #[inline]
    fn of(one: (u32, u8), other: (u32, u8)) -> Option<Self> {
        (one.0 & other.0 != 0).then_some(Self {
            one: (one.0 & !other.0, one.1),
            other: (other.0 & !one.0, other.1),
        })
    }

    #[inline]
    fn shorter(&self) -> u8 {
        self.one.1.min(self.other.1)
    }

    /// Whether each lacks at most one letter, and one is at most one letter longer.
    #[inline]
    fn within_one(&self) -> bool {
        let rest = |set: u32| set & set.wrapping_sub(1);
        rest(self.one.0) == 0 && rest(self.other.0) == 0 && self.one.1.abs_diff(self.other.1) <= 1
    }

    /// The same for two letters.
    #[inline]
    fn within_two(&self) -> bool {
        let rest = |set: u32| set & set.wrapping_sub(1);
        rest(rest(self.one.0)) == 0 && rest(rest(self.other.0)) == 0 && self.one.1.abs_diff(self.other.1) <= 2
    }

    /// Whether the shares of lacking letters add up to no more than a limit.
    #[inline]
    fn share_within(&self, limit: f64) -> bool {
        let (one, other) = (f64::from(self.one.1), f64::from(self.other.1));
        let lacking = (f64::from(self.one.0.count_ones()), f64::from(self.other.0.count_ones()));
        lacking.0 * other + lacking.1 * one <= limit * one * other
    }
}

struct Name<'a> {
    place: usize,
    names: Option<&'a NameValues>,
    alike: f64,
    /// Limits of lacking letters for spellings and for sounds that are alike.
    letter_limit: f64,
    sound_limit: f64,
}

fn prepare<'a>(setting: &Setting<'_>, records: &'a Records) -> Box<dyn Comparison + 'a> {
    let place = setting.place(0);
    let column: Option<&Column> = records.columns.get(place);
    let alike = setting.limits(&[0.88]).first().copied().unwrap_or(0.88);
    Box::new(Name {
        place,
        letter_limit: lacking_limit(alike),
        sound_limit: lacking_limit(alike + SOUND_MARGIN),
        names: match column.map(|column| &column.values) {
            Some(Values::Names(names)) => Some(names),
            _ => None,
        },
        alike,
    })
}

impl Name<'_> {
    /// Whether two words can be more than different, from their sets of letters alone: a quick look that spares most
    /// pairs of words the long one, and never decides otherwise.
    fn may_be_alike(&self, one: &NameWord, other: &NameWord) -> bool {
        if one.sound == other.sound || one.letter_count.min(other.letter_count) <= 1 {
            return true;
        }
        // One edit explains one letter that the other lacks on each side, and one letter more.
        let sounds = Lacking::of((one.sound_set, one.sound_count), (other.sound_set, other.sound_count));
        if sounds.is_some_and(|sounds| {
            sounds.within_one() || (sounds.shorter() >= LEAST_SOUND && sounds.share_within(self.sound_limit))
        }) {
            return true;
        }
        if one.is_latin != other.is_latin {
            return false;
        }
        let letters = Lacking::of(
            (one.letter_set, one.letter_count),
            (other.letter_set, other.letter_count),
        );
        letters.is_some_and(|letters| {
            letters.within_one()
                || (letters.shorter() >= TWO_EDITS_FROM && letters.within_two())
                || letters.share_within(self.letter_limit)
        })
    }

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
                2 if shorter >= usize::from(TWO_EDITS_FROM) => return Grade::Alike,
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
            _ if shorter >= usize::from(LEAST_SOUND)
                && at_most(sounds.0, one.sound_set, sounds.1, other.sound_set) >= self.alike + SOUND_MARGIN
                && jaro_winkler(sounds.0, sounds.1) >= self.alike + SOUND_MARGIN =>
            {
                Grade::Alike
            }
            _ => Grade::Different,
        }
    }

    fn word_grade(&self, names: &NameValues, left: u32, right: u32, words: &mut PairCache) -> Grade {
        if left == right {
            return Grade::Equal;
        }
        if !self.may_be_alike(&names.word(left), &names.word(right)) {
            return Grade::Different;
        }
        Grade::of(words.get(left, right, || self.grade(names, left, right) as u8))
    }

    /// Whether two names have nothing in common, from a quick look at their words.
    fn is_plainly_different(&self, names: &NameValues, left: u32, right: u32) -> bool {
        let others = names.name(right);
        let words = names.name(left).iter().map(|word| names.word(*word));
        if words
            .into_iter()
            .any(|word| others.iter().any(|other| self.may_be_alike(&word, &names.word(*other))))
        {
            return false;
        }
        // Words written together or apart.
        let set = |number: u32| {
            let whole = names.whole.get(number as usize).copied().unwrap_or(NULL);
            names.whole_sets.get(whole as usize).copied().unwrap_or(0)
        };
        let lacking = (set(left) & !set(right), set(right) & !set(left));
        names.name(left).len() == others.len() || lacking.0.count_ones() > 2 || lacking.1.count_ones() > 2
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
        let (short, long) = if rank(left) <= rank(right) {
            (one, other)
        } else {
            (other, one)
        };
        let long = long.get(..MOST_WORDS).unwrap_or(long);
        let mut taken = 0_u32;
        let (mut worst, mut matched, mut best) = (Grade::Equal, 0_usize, Grade::Different);
        for word in short.iter().take(MOST_WORDS) {
            let (mut found, mut place) = (Grade::Different, 0);
            for (position, against) in long.iter().enumerate() {
                if taken & (1 << position) != 0 {
                    continue;
                }
                let grade = self.word_grade(names, *word, *against, words);
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
            let letters = (
                names.whole_letters.get(whole(left)),
                names.whole_letters.get(whole(right)),
            );
            let shorter = letters.0.len().min(letters.1.len());
            match edits(letters.0, letters.1, 2) {
                0 | 1 if shorter >= 5 => return ONE_EDIT,
                2 if shorter >= 8 => return SIMILAR,
                _ => {}
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
            (Some(one), Some(other)) => self.word_grade(names, *one, *other, words) <= Grade::Slip,
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
            [cache, words] => match self.names {
                Some(names) if self.is_plainly_different(names, left, right) => DIFFERENT,
                _ => cache.get(left, right, || self.level(left, right, words)),
            },
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
