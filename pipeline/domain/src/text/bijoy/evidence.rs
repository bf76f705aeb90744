//! Whether Latin letters are Bangla in the Bijoy encoding or Latin text.
//!
//! The two use the same letters differently: `v`, `w`, `x` and `Z` inside a word are signs and consonants of nearly
//! every Bangla word and rare in a Latin one, `e`, `h`, `t` and a second capital the other way round. Each letter so
//! weighs for or against; the sum over a word, a cell and a column decides.

use super::super::letter::is_bangla_letter;
use super::decode::decode;
use super::table::{Glyph, glyph, windows_code};

/// Ten times the natural logarithm of how much more often a letter begins a Bijoy word than a Latin one, from `A` to
/// `z`. Measured on the place names of Bangladesh and on common names of persons, each in both scripts, and on prose.
const FIRST: [i8; 58] = [
    10, -16, -30, -3, -30, -30, -7, -30, 10, -30, 6, 4, -8, -21, -30, -3, 26, 0, -28, -30, -9, 8, -10, 28, -17, 21, 0,
    0, 0, 5, 29, 30, -11, 2, 5, -11, 20, 0, 16, -12, 2, 7, -1, -30, 10, -2, -30, -30, -29, -30, -30, -30, -30, -20, 13,
    -8, -22, -20,
];

/// The same for a letter inside a word.
const INNER: [i8; 58] = [
    -30, 18, -26, -4, -30, -29, -19, -30, -7, -30, 25, 4, 22, -6, -30, 12, 29, 2, -17, -30, 10, 6, 24, 5, 13, 30, 0, 0,
    0, 30, 30, 30, -30, 10, 12, -23, -7, 5, 2, -30, 2, 19, -2, -30, -2, -13, -7, -30, 30, -30, -14, -30, -23, 30, 25,
    30, 13, 10,
];

/// The weight of a code that means nothing in Latin text: `~` and `&` inside a word, a sign such as `†` joined to a
/// letter.
const SIGN_WEIGHT: i32 = 30;
/// A word that weighs less is Latin. The lightest Bijoy words known, abbreviations such as `BDGbI` (ইউএনও), weigh
/// more.
const LATIN_WORD: i32 = -45;
/// A cell with some glyph that is no Latin letter but could be one of a name (é, ü) must weigh this much.
const SURE_CELL: i32 = 40;
/// No cell decides alone for a column.
const CELL_LIMIT: i32 = 50;
/// The weight from which a column is Bijoy: two or three names.
const SURE_COLUMN: i64 = 90;
/// The same where the headings of the table are Bijoy.
const SURE_COLUMN_BELOW_BIJOY_HEADING: i64 = 30;

/// Whether a cell is Bijoy (SutonnyMJ) text by itself: Latin letters that only a font turns into Bangla.
///
/// True for text that holds a sign of that encoding where the encoding has it (one sign or more in twenty letters),
/// or a letter of it that Latin names have too and else reads as Bijoy. Plain ASCII is never sure by itself, nor is a
/// text that has Bangla letters.
#[must_use]
pub fn looks_like_bijoy(text: &str) -> bool {
    if text.is_ascii() || text.chars().any(is_bangla_letter) {
        return false;
    }
    is_sure(text, &weigh(text))
}

fn is_sure(text: &str, weight: &Weight) -> bool {
    let is_signed = weight.has_signed_word && weight.signs * 20 >= weight.letters;
    is_signed || (weight.foreign > 0 && weight.sum >= SURE_CELL && decode(text).is_some())
}

/// Gathers from the cells of a column whether plain letters in it are Bijoy.
///
/// Cells in Bangla letters and cells without letters count for nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Survey {
    is_below_bijoy_heading: bool,
    cells: u64,
    fitting: u64,
    sure: u64,
    sum: i64,
}

impl Survey {
    /// A survey of a column. Below a heading that is Bijoy itself, plain letters alone can be enough.
    #[must_use]
    pub fn new(is_below_bijoy_heading: bool) -> Self {
        Self {
            is_below_bijoy_heading,
            ..Self::default()
        }
    }

    /// Counts one filled cell.
    pub fn add(&mut self, cell: &str) {
        if cell.chars().any(is_bangla_letter) {
            return;
        }
        let weight = weigh(cell);
        if weight.letters == 0 {
            return;
        }
        self.cells += 1;
        self.sum += i64::from(weight.sum.clamp(-CELL_LIMIT, CELL_LIMIT));
        if weight.sum > 0 && decode(cell).is_some() {
            self.fitting += 1;
        }
        if is_sure(cell, &weight) {
            self.sure += 1;
        }
    }

    /// Whether the column is Bijoy: seven in ten of its cells read as Bijoy, together they weigh enough, and one in
    /// ten is sure by itself or the heading is Bijoy. Of Bangla names four or five in ten are sure; a Latin word that
    /// weighs like Bijoy, such as `new` in every row, never is.
    #[must_use]
    pub fn is_bijoy(&self) -> bool {
        let limit = if self.is_below_bijoy_heading {
            SURE_COLUMN_BELOW_BIJOY_HEADING
        } else {
            SURE_COLUMN
        };
        let has_sign = self.is_below_bijoy_heading || self.sure * 10 >= self.cells;
        has_sign && self.sum >= limit && self.fitting * 10 >= self.cells * 7
    }
}

/// Whether a text of a Bijoy column leans to Bijoy by its letters.
pub(super) fn leans_to_bijoy(text: &str) -> bool {
    weigh(text).sum > 0
}

/// Whether a text has a letter or a code that could be one.
pub(super) fn has_letter(text: &str) -> bool {
    weigh(text).letters > 0
}

/// Whether some word of a text is Latin beyond doubt.
pub(super) fn has_latin_word(text: &str) -> bool {
    text.split(|letter| !is_word_letter(letter))
        .any(|word| word.is_ascii() && (weigh_word(word) < LATIN_WORD || is_latin_capitals(word)))
}

/// What the letters of a text say.
#[derive(Default)]
struct Weight {
    /// For Bijoy when positive.
    sum: i32,
    letters: usize,
    /// Signs that only Bijoy has, where it has them.
    signs: usize,
    /// Whether a word that has such a sign is for Bijoy; the words beside it may be Latin.
    has_signed_word: bool,
    /// Other codes beyond ASCII.
    foreign: usize,
}

fn weigh(text: &str) -> Weight {
    let mut weight = Weight::default();
    for word in text.split(|letter| !is_word_letter(letter)) {
        let mut sum = weigh_word(word);
        let (mut signs, mut previous) = (0, ' ');
        let mut letters = word.chars().peekable();
        while let Some(letter) = letters.next() {
            weight.letters += 1;
            if is_sign_in_place(letter, previous, letters.peek().copied()) {
                signs += 1;
                sum += SIGN_WEIGHT;
            } else if !letter.is_ascii() {
                weight.foreign += 1;
            }
            previous = letter;
        }
        weight.sum += sum;
        weight.signs += signs;
        weight.has_signed_word |= signs > 0 && sum > 0;
    }
    weight
}

/// The weight of the ASCII letters of a word. Capitals alone say nothing: Latin is written in them too.
fn weigh_word(word: &str) -> i32 {
    if !word.contains(|letter: char| !letter.is_ascii_uppercase()) {
        return 0;
    }
    let weigh_letter = |(place, byte): (usize, u8)| match byte {
        b'~' | b'&' if place > 0 => SIGN_WEIGHT,
        _ => {
            let table = if place == 0 { &FIRST } else { &INNER };
            let entry = byte.checked_sub(b'A').and_then(|place| table.get(usize::from(place)));
            entry.copied().map_or(0, i32::from)
        }
    };
    word.bytes().enumerate().map(weigh_letter).sum()
}

/// Whether a word is Latin in capitals: `A`, `C`, `E`, `F`, `H` and `J` are vowels of Bijoy that stand inside no word.
fn is_latin_capitals(word: &str) -> bool {
    let is_inner_vowel = |letter: char| matches!(letter, 'A' | 'C' | 'E' | 'F' | 'H' | 'J');
    word.len() >= 3
        && word.bytes().all(|letter| letter.is_ascii_uppercase())
        && word.chars().skip(1).any(is_inner_vowel)
}

/// What makes up a word in either encoding: not spaces, digits and punctuation.
fn is_word_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic()
        || matches!(letter, '_' | '`' | '~' | '^' | '&')
        || !(letter.is_ascii() || letter.is_whitespace())
}

/// Whether a code is a sign of Bijoy that is no letter and no punctuation of Latin text, joined to a letter on the
/// side on which it is drawn: not the `©` before a year, the `®` behind a brand, the `°` behind a number.
fn is_sign_in_place(letter: char, previous: char, next: Option<char>) -> bool {
    let letter = windows_code(letter);
    let joins =
        |other: char| other.is_alphabetic() || glyph(other).is_some_and(|other| !matches!(other, Glyph::Plain(_)));
    match letter {
        '†' | '‡' | 'ˆ' | '‰' | '¤' | '®' | '¯' | '›' => next.is_some_and(joins),
        '¨' | '©' | 'ª' | '«' | '¬' | '¡' | '¢' | '£' | '¥' | '¦' | '§' | '¿' | '‹' => joins(previous),
        _ => false,
    }
}
