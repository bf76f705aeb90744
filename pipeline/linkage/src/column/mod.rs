//! Columns as comparisons see them: each distinct cleaned value once, under a number.
//!
//! A kind says how a cell is cleaned and what of a value is prepared once, so that comparing two records reads numbers
//! only. Cleaning is idempotent: a cleaned value cleans to itself. A cell that says nothing is number 0.

mod clean;
mod date_value;
mod name_values;

use dorpon_domain::parallel::{in_order, pieces};

use crate::dictionary::{Dictionary, Interner, NULL};
use crate::input::RawColumn;
use crate::model::ColumnModel;

pub use clean::Cleaner;
pub use date_value::DateValue;
pub use name_values::{NameValues, NameWord};

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ColumnKind {
    /// Words: an address, a village, a name in parts. Letters are folded, punctuation goes.
    Text,
    /// The full name of a person, in Bangla or Latin letters.
    Name,
    /// A day, or only its year.
    Date,
    /// A number that identifies, of letters and digits.
    Identifier,
    /// A national identity number: of 17 digits the last 13 count.
    Nid,
    /// A mobile number, with or without the country code.
    Mobile,
    /// A code whose first digits are its coarser level, as of a place.
    Code,
    /// One of a few words, as the sex.
    Category,
    /// A number that measures.
    Number,
    /// An e-mail address.
    Email,
}

impl ColumnKind {
    const ALL: [Self; 10] = [
        Self::Text,
        Self::Name,
        Self::Date,
        Self::Identifier,
        Self::Nid,
        Self::Mobile,
        Self::Code,
        Self::Category,
        Self::Number,
        Self::Email,
    ];

    /// The word for it in a model.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Name => "name",
            Self::Date => "date",
            Self::Identifier => "identifier",
            Self::Nid => "nid",
            Self::Mobile => "mobile",
            Self::Code => "code",
            Self::Category => "category",
            Self::Number => "number",
            Self::Email => "email",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// All words, for messages.
    pub(crate) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

/// What is prepared of the values of a column, by number (entry 0 belongs to "no value").
#[derive(Debug)]
pub enum Values {
    /// Grapheme clusters as numbers.
    Letters(Letters),
    /// Names, word by word.
    Names(Box<NameValues>),
    /// Dates in parts.
    Dates(Vec<DateValue>),
    /// Numbers.
    Numbers(Vec<f64>),
    /// Nothing: equal or not.
    Plain,
}

/// One column over all records.
#[derive(Debug)]
pub struct Column {
    /// Name in the model.
    pub name: String,
    /// Kind in the model.
    pub kind: ColumnKind,
    /// Cleaned values by number.
    pub dictionary: Dictionary,
    /// Records of each value; entry 0 counts the records without one.
    pub counts: Vec<u32>,
    /// What is prepared of the values.
    pub values: Values,
}

impl Column {
    /// Cleans a raw column. Also returns each record's number.
    pub(crate) fn prepare(name: &str, model: &ColumnModel, raw: RawColumn, threads: usize) -> (Self, Vec<u32>) {
        let kind = ColumnKind::parse(model.kind.as_ref()).unwrap_or(ColumnKind::Text);
        let cleaner = Cleaner::new(kind, model);
        let RawColumn {
            mut numbers,
            dictionary: raw,
        } = raw;
        // Cleaned in pieces on all threads; numbered on one, so that numbers do not depend on threads.
        let chunks = pieces(raw.len(), 4_096);
        let cleaned = in_order(
            threads,
            chunks.len(),
            || (),
            |(), task| {
                let range = chunks.get(task).cloned().unwrap_or_default();
                range
                    .map(|place| cleaner.clean(raw.text(u32::try_from(place + 1).unwrap_or(NULL))))
                    .collect::<Vec<Option<String>>>()
            },
        );
        let mut interner = Interner::default();
        let mut meaning = Vec::with_capacity(raw.len() + 1);
        meaning.push(NULL);
        for value in cleaned.into_iter().flatten() {
            meaning.push(value.map_or(NULL, |value| interner.number(&value)));
        }
        drop(raw);
        let dictionary = interner.finish();
        let mut counts = vec![0_u32; dictionary.len() + 1];
        for number in &mut numbers {
            *number = meaning.get(*number as usize).copied().unwrap_or(NULL);
            if let Some(count) = counts.get_mut(*number as usize) {
                *count += 1;
            }
        }
        let values = match kind {
            ColumnKind::Text
            | ColumnKind::Identifier
            | ColumnKind::Nid
            | ColumnKind::Mobile
            | ColumnKind::Code
            | ColumnKind::Email => Values::Letters(Letters::of(&dictionary)),
            ColumnKind::Name => Values::Names(Box::new(NameValues::of(&dictionary, &counts, threads))),
            ColumnKind::Date => {
                let read = dictionary.texts().map(DateValue::from_clean);
                Values::Dates(std::iter::once(DateValue::default()).chain(read).collect())
            }
            ColumnKind::Number => {
                let read = dictionary.texts().map(|text| text.parse().unwrap_or(f64::NAN));
                Values::Numbers(std::iter::once(f64::NAN).chain(read).collect())
            }
            ColumnKind::Category => Values::Plain,
        };
        let column = Self {
            name: name.to_owned(),
            kind,
            dictionary,
            counts,
            values,
        };
        (column, numbers)
    }
}

/// Strings of numbered letters, one for each value, in one buffer.
#[derive(Debug, Default)]
pub struct Letters {
    letters: Vec<u32>,
    ends: Vec<usize>,
}

impl Letters {
    /// The values of a dictionary, cut into grapheme clusters.
    #[must_use]
    pub fn of(dictionary: &Dictionary) -> Self {
        let mut alphabet = Alphabet::default();
        let mut letters = Self::default();
        letters.push([]);
        for text in dictionary.texts() {
            letters.push(alphabet.letters(text));
        }
        letters
    }

    pub(crate) fn push(&mut self, letters: impl IntoIterator<Item = u32>) {
        self.letters.extend(letters);
        self.ends.push(self.letters.len());
    }

    /// The letters of a value.
    #[must_use]
    pub fn get(&self, number: u32) -> &[u32] {
        let place = number as usize;
        let start = place
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        let end = self.ends.get(place).copied().unwrap_or(start);
        self.letters.get(start..end).unwrap_or_default()
    }
}

/// Numbers for grapheme clusters: a single code point is its own number.
#[derive(Debug, Default)]
pub(crate) struct Alphabet(Interner);

impl Alphabet {
    pub(crate) fn letters(&mut self, text: &str) -> Vec<u32> {
        use unicode_segmentation::UnicodeSegmentation;
        if text.is_ascii() {
            return text.bytes().map(u32::from).collect();
        }
        let number = |cluster: &str| {
            let mut points = cluster.chars();
            match (points.next(), points.next()) {
                (Some(single), None) => u32::from(single),
                // Behind the last code point.
                _ => 0x11_0000 + self.0.number(cluster),
            }
        };
        text.graphemes(true).map(number).collect()
    }
}
