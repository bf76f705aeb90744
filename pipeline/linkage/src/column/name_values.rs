//! The names of a column, word by word, with the numbers that comparing needs.

use dorpon_domain::parallel::{in_order, pieces};

use super::{Alphabet, Letters};
use crate::dictionary::{Dictionary, Interner, NULL};
use crate::personal_name::PersonalName;
use crate::personal_name::sound::consonant_key;
use crate::similarity::letter_set;

/// One distinct word (spelling and sound).
#[derive(Clone, Copy, Debug)]
pub struct NameWord {
    /// Number of its sound among the column's sounds; 0 for a word that has none (digits, another script).
    pub sound: u32,
    /// Whether it hardly tells two people apart.
    pub is_weak: bool,
    /// Whether it is written in Latin letters.
    pub is_latin: bool,
    /// How many letters it has, at most 255.
    pub letter_count: u8,
    /// How many letters its sound has, at most 255.
    pub sound_count: u8,
    /// Its letters as a set.
    pub letter_set: u32,
    /// The letters of its sound as a set.
    pub sound_set: u32,
}

/// What stands for no word.
const NO_WORD: NameWord = NameWord {
    sound: NULL,
    is_weak: true,
    is_latin: false,
    letter_count: 0,
    sound_count: 0,
    letter_set: 0,
    sound_set: 0,
};

/// All names of a column, by number of the value.
#[derive(Debug)]
pub struct NameValues {
    /// Distinct words, from number 1.
    pub words: Vec<NameWord>,
    /// Letters of the spelling of each word.
    pub spellings: Letters,
    /// Letters of the sound of each word.
    pub sounds: Letters,
    /// Word numbers of each name.
    names: Letters,
    /// Number of the sound of each whole name, without spaces.
    pub whole: Vec<u32>,
    /// Texts of those.
    pub whole_sounds: Dictionary,
    /// Letters of those.
    pub whole_letters: Letters,
    /// Letters of those as sets.
    pub whole_sets: Vec<u32>,
    /// Number of the sound of each name's given word.
    pub given: Vec<u32>,
    /// Number of the sound of each name's last word, 0 for names of one word.
    pub last: Vec<u32>,
    /// Texts of the sounds of words.
    pub word_sounds: Dictionary,
    /// Records of each whole sound.
    pub whole_counts: Vec<u32>,
    /// Records of each word's sound as a given or, if weak, a last word.
    pub word_counts: Vec<u32>,
    /// Consonant key of each whole name.
    pub keys: Vec<u32>,
    /// Texts of the keys of whole names and of words.
    pub key_texts: Dictionary,
    /// Consonant key of the given word.
    pub given_keys: Vec<u32>,
    /// Consonant key of the last word.
    pub last_keys: Vec<u32>,
}

impl NameValues {
    /// Reads the names of a dictionary; `counts` are the records of each value.
    pub(crate) fn of(dictionary: &Dictionary, counts: &[u32], threads: usize) -> Self {
        let chunks = pieces(dictionary.len(), 4_096);
        let read = in_order(
            threads,
            chunks.len(),
            || (),
            |(), task| {
                let range = chunks.get(task).cloned().unwrap_or_default();
                range
                    .map(|place| PersonalName::of_folded(dictionary.text(u32::try_from(place + 1).unwrap_or(NULL))))
                    .collect::<Vec<_>>()
            },
        );
        let mut building = Building::default();
        building.add(&PersonalName::default(), 0);
        for (name, count) in read.into_iter().flatten().zip(counts.iter().skip(1)) {
            building.add(&name, *count);
        }
        building.finish()
    }

    /// The words of a name, as numbers.
    #[must_use]
    pub fn name(&self, number: u32) -> &[u32] {
        self.names.get(number)
    }

    /// A word by its number.
    #[must_use]
    pub fn word(&self, number: u32) -> NameWord {
        self.words.get(number as usize).copied().unwrap_or(NO_WORD)
    }
}

#[derive(Default)]
struct Building {
    alphabet: Alphabet,
    /// Spelling and sound of each word, one behind the other.
    word_texts: Interner,
    words: Vec<NameWord>,
    spellings: Letters,
    sounds: Letters,
    names: Letters,
    whole: Vec<u32>,
    whole_sounds: Interner,
    whole_counts: Vec<u32>,
    given: Vec<u32>,
    last: Vec<u32>,
    word_sounds: Interner,
    word_counts: Vec<u32>,
    keys: Vec<u32>,
    key_texts: Interner,
    given_keys: Vec<u32>,
    last_keys: Vec<u32>,
}

impl Building {
    fn add(&mut self, name: &PersonalName, count: u32) {
        if self.words.is_empty() {
            self.words.push(NO_WORD);
            self.spellings.push([]);
            self.sounds.push([]);
        }
        let mut numbers = Vec::with_capacity(name.words.len());
        let mut whole = String::new();
        let mut text = String::new();
        for word in &name.words {
            whole.push_str(&word.sound);
            text.clear();
            text.push_str(&word.spelling);
            text.push('\n');
            text.push_str(&word.sound);
            let number = self.word_texts.number(&text);
            numbers.push(number);
            if (number as usize) < self.words.len() {
                continue;
            }
            let letters = self.alphabet.letters(&word.spelling);
            let sounds: Vec<u32> = word.sound.bytes().map(u32::from).collect();
            self.words.push(NameWord {
                sound: number_of(&mut self.word_sounds, &word.sound),
                is_weak: word.is_weak,
                is_latin: word.spelling.is_ascii(),
                letter_count: u8::try_from(letters.len()).unwrap_or(u8::MAX),
                sound_count: u8::try_from(sounds.len()).unwrap_or(u8::MAX),
                letter_set: letter_set(&letters),
                sound_set: letter_set(&sounds),
            });
            self.spellings.push(letters);
            self.sounds.push(sounds);
        }
        self.names.push(numbers);
        let whole = number_of(&mut self.whole_sounds, &whole);
        add_count(&mut self.whole_counts, whole, count);
        self.whole.push(whole);
        let given = name
            .given()
            .map_or(NULL, |word| number_of(&mut self.word_sounds, &word.sound));
        let last = name
            .last()
            .map_or(NULL, |word| number_of(&mut self.word_sounds, &word.sound));
        add_count(&mut self.word_counts, given, count);
        add_count(&mut self.word_counts, last, count);
        self.given.push(given);
        self.last.push(last);
        self.keys.push(number_of(&mut self.key_texts, &name.key()));
        let key = |word: Option<&crate::personal_name::Word>| {
            word.map_or_else(String::new, |word| consonant_key(&word.sound))
        };
        self.given_keys.push(number_of(&mut self.key_texts, &key(name.given())));
        self.last_keys.push(number_of(&mut self.key_texts, &key(name.last())));
    }

    fn finish(mut self) -> NameValues {
        let whole_sounds = self.whole_sounds.finish();
        let whole_letters = Letters::of(&whole_sounds);
        let word_sounds = self.word_sounds.finish();
        self.whole_counts.resize(whole_sounds.len() + 1, 0);
        self.word_counts.resize(word_sounds.len() + 1, 0);
        NameValues {
            words: self.words,
            spellings: self.spellings,
            sounds: self.sounds,
            names: self.names,
            whole: self.whole,
            whole_sets: (0..=whole_sounds.len())
                .map(|number| letter_set(whole_letters.get(u32::try_from(number).unwrap_or(NULL))))
                .collect(),
            whole_letters,
            whole_sounds,
            given: self.given,
            last: self.last,
            word_sounds,
            whole_counts: self.whole_counts,
            word_counts: self.word_counts,
            keys: self.keys,
            key_texts: self.key_texts.finish(),
            given_keys: self.given_keys,
            last_keys: self.last_keys,
        }
    }
}

fn number_of(interner: &mut Interner, text: &str) -> u32 {
    if text.is_empty() { NULL } else { interner.number(text) }
}

fn add_count(counts: &mut Vec<u32>, number: u32, count: u32) {
    let place = number as usize;
    if counts.len() <= place {
        counts.resize(place + 1, 0);
    }
    if let Some(found) = counts.get_mut(place) {
        *found += count;
    }
}
