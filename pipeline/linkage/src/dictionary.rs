//! Distinct texts under small numbers.
//!
//! Number 0 is "no value"; the first text is 1. Numbers follow the order of first appearance, so they mean something
//! only together with their dictionary. All text lies in one buffer.

use std::hash::BuildHasher;

use hashbrown::HashTable;

/// The number of "no value".
pub const NULL: u32 = 0;

/// Texts under the numbers 1, 2, 3 …
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    text: String,
    /// End of each text; the first entry is the empty text of number 0.
    ends: Vec<usize>,
}

impl Dictionary {
    /// The text of a number; empty for 0 and for numbers that were never given.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        let place = number as usize;
        let Some(end) = place.checked_sub(1).and_then(|before| self.ends.get(before)) else {
            return "";
        };
        let start = place
            .checked_sub(2)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        self.text.get(start..*end).unwrap_or_default()
    }

    /// How many texts there are; numbers are `1..=len()`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The texts in the order of their numbers.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        (1..=self.len()).map(|number| self.text(u32::try_from(number).unwrap_or(NULL)))
    }

    fn push(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.ends.push(self.text.len());
        u32::try_from(self.ends.len()).unwrap_or(NULL)
    }
}

/// A dictionary that still grows.
#[derive(Debug, Default)]
pub struct Interner {
    dictionary: Dictionary,
    table: HashTable<u32>,
    state: hashbrown::DefaultHashBuilder,
}

impl Interner {
    /// The number of a text, a new one if it is new.
    pub fn number(&mut self, text: &str) -> u32 {
        let hash = self.state.hash_one(text);
        let dictionary = &self.dictionary;
        if let Some(found) = self.table.find(hash, |number| dictionary.text(*number) == text) {
            return *found;
        }
        let number = self.dictionary.push(text);
        let (dictionary, state) = (&self.dictionary, &self.state);
        self.table
            .insert_unique(hash, number, |other| state.hash_one(dictionary.text(*other)));
        number
    }

    /// The dictionary, complete.
    #[must_use]
    pub fn finish(self) -> Dictionary {
        self.dictionary
    }
}

/// A 64-bit digest of a text that is the same on every machine and in every run: the key of a value in a file of
/// weights, and the source of a choice that must not depend on order. Not for secrets. FNV-1a, finished by [`mix`].
#[must_use]
pub fn stable_digest(text: &str) -> u64 {
    let start = 0xCBF2_9CE4_8422_2325_u64;
    let folded = text.bytes().fold(start, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    mix(folded, 0)
}

/// Mixes two numbers into one that looks random; the same everywhere.
#[must_use]
pub(crate) fn mix(left: u64, right: u64) -> u64 {
    let mut mixed = left
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(right)
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_by_number() {
        let mut interner = Interner::default();
        let numbers: Vec<u32> = ["ab", "", "c", "ab", "c"]
            .into_iter()
            .map(|text| interner.number(text))
            .collect();
        assert_eq!(numbers, [1, 2, 3, 1, 3]);
        let dictionary = interner.finish();
        assert_eq!(dictionary.texts().collect::<Vec<_>>(), ["ab", "", "c"]);
        assert_eq!((dictionary.text(0), dictionary.text(9)), ("", ""));
        assert_eq!(stable_digest("a"), stable_digest("a"));
        assert_ne!(stable_digest("a"), stable_digest("b"));
    }
}
