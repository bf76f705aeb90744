//! From glyphs in the order in which they stand on paper to letters in the order in which they are read.

use std::str::Chars;

use super::super::letter::{KHANDA_TA, VIRAMA, ZWJ, ZWNJ, is_bangla_letter};
use super::encode::is_drawn_joined;
use super::table::{Glyph, glyph};

const SIGN_AA: char = '\u{9BE}';
const SIGN_E: char = '\u{9C7}';
const SIGN_O: char = '\u{9CB}';
const SIGN_AU: char = '\u{9CC}';
const CHANDRABINDU: char = '\u{981}';
const VISARGA: char = '\u{983}';

/// The letters of a text, or `None` where a glyph is unknown or stands where it cannot.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut reader = Reader {
        codes: text.chars(),
        letters: String::with_capacity(text.len() * 3),
    };
    while let Some(next) = reader.peek()? {
        match next {
            Glyph::LeftSign(sign) => {
                reader.skip();
                reader.syllable(Some(sign))?;
            }
            Glyph::Whole(_) | Glyph::WholeWithSign(..) | Glyph::Half(_) => reader.syllable(None)?,
            Glyph::Vowel(vowel) => {
                reader.skip();
                reader.vowel(vowel)?;
            }
            Glyph::Tail(tail) => {
                // A visarga after a space is a colon; clerks type it so.
                if tail != VISARGA && !reader.letters.ends_with(can_bear_anusvara) {
                    return None;
                }
                reader.skip();
                reader.letters.push(tail);
            }
            Glyph::Plain(mark) => {
                reader.skip();
                reader.letters.push(mark);
            }
            _ => return None,
        }
    }
    Some(reader.letters)
}

fn can_bear_anusvara(letter: char) -> bool {
    is_bangla_letter(letter) && !matches!(letter, '\u{982}' | VISARGA | VIRAMA | KHANDA_TA)
}

struct Reader<'a> {
    codes: Chars<'a>,
    letters: String,
}

impl Reader<'_> {
    /// The next glyph: `Some(None)` at the end, `None` for an unknown code.
    fn peek(&self) -> Option<Option<Glyph>> {
        match self.codes.clone().next() {
            None => Some(None),
            Some(code) => glyph(code).map(Some),
        }
    }

    fn skip(&mut self) {
        self.codes.next();
    }

    /// Reads one syllable behind its left sign and appends it.
    fn syllable(&mut self, left: Option<char>) -> Option<()> {
        let start = self.letters.len();
        let mut signs = Signs::default();
        // A half letter, a virama and the beginning of a syllable want a consonant next.
        let (mut wants, mut is_half, mut has_reph, mut is_closed) = (true, false, false, false);
        while let Some(next) = self.peek()? {
            match next {
                Glyph::Half(letter) if wants => {
                    self.letters.extend([letter, VIRAMA]);
                    is_half = true;
                }
                Glyph::Whole(letters) if wants => {
                    self.letters.push_str(letters);
                    wants = false;
                }
                Glyph::WholeWithSign(letters, sign) if wants => {
                    self.letters.push_str(letters);
                    signs.right = Some(sign);
                    wants = false;
                }
                Glyph::Below(_) | Glyph::BelowNasal | Glyph::BelowWithSign(..) if !wants || is_half => {
                    if !signs.let_below_pass() {
                        return None;
                    }
                    self.below(start, next, !wants);
                    if let Glyph::BelowWithSign(_, sign) = next {
                        signs.add_right(sign)?;
                    }
                    (wants, is_half) = (false, false);
                }
                Glyph::Virama if !wants && signs.is_empty() => {
                    self.skip();
                    self.letters.push(VIRAMA);
                    let (next_begins, is_visible) = self.after_virama(start)?;
                    if next_begins && !is_visible {
                        (wants, is_half) = (true, false);
                        continue;
                    }
                    if left.is_some() {
                        return None;
                    }
                    if next_begins {
                        self.letters.push(ZWNJ);
                    }
                    is_closed = true;
                    break;
                }
                Glyph::Reph if !wants && !has_reph => has_reph = true,
                Glyph::RightSign(sign) if !wants => signs.add_right(sign)?,
                Glyph::AuLength if !wants && !signs.au_length => signs.au_length = true,
                Glyph::Chandrabindu if !wants && !signs.chandrabindu => signs.chandrabindu = true,
                _ => break,
            }
            self.skip();
        }
        if wants && !is_closed {
            return None;
        }
        if self
            .letters
            .get(start..)
            .is_some_and(|cluster| cluster.contains(KHANDA_TA))
            && (self.letters.len() - start > KHANDA_TA.len_utf8() || left.is_some() || !signs.is_empty())
        {
            return None;
        }
        if has_reph {
            self.letters.insert_str(start, "র্");
        }
        self.letters.extend(signs.vowel(left)?);
        self.letters.extend(signs.chandrabindu.then_some(CHANDRABINDU));
        Some(())
    }

    /// Appends a below form. Behind a half letter the virama is there already.
    fn below(&mut self, start: usize, form: Glyph, needs_virama: bool) {
        let letters = match form {
            Glyph::Below(letters) | Glyph::BelowWithSign(letters, _) => letters,
            _ => below_nasal(self.last_consonant(), self.codes.clone().next()),
        };
        if needs_virama {
            // Without the joiner this would be read as a reph on য.
            if letters == "য" && self.letters.get(start..) == Some("র") {
                self.letters.push(ZWJ);
            }
            self.letters.push(VIRAMA);
        }
        self.letters.push_str(letters);
    }

    fn last_consonant(&self) -> char {
        let is_consonant = |letter: &char| !matches!(*letter, VIRAMA | ZWJ);
        self.letters.chars().rev().find(is_consonant).unwrap_or(' ')
    }

    /// Whether the letter behind a virama begins a syllable, and whether the virama is meant to be seen: it is where
    /// the font has a joined form which the typist did not use.
    fn after_virama(&self, start: usize) -> Option<(bool, bool)> {
        let cluster = self.letters.get(start..)?;
        Some(match self.peek()? {
            Some(Glyph::Whole(letters) | Glyph::WholeWithSign(letters, _)) => {
                (true, is_drawn_joined(cluster, letters.chars().next()))
            }
            Some(Glyph::Half(letter)) => (true, is_drawn_joined(cluster, Some(letter))),
            Some(Glyph::LeftSign(_)) => (true, true),
            _ => (false, true),
        })
    }

    /// Appends a vowel letter with what may follow it: অ+া is আ, and অ and এ bear a ya-phala.
    fn vowel(&mut self, vowel: char) -> Option<()> {
        let mut bears_aa = vowel == 'অ';
        let (mut has_ya, mut has_aa, mut has_chandrabindu) = (false, false, false);
        while let Some(next) = self.peek()? {
            match next {
                Glyph::Below("য") if matches!(vowel, 'অ' | 'এ') && !has_ya && !has_aa => {
                    has_ya = true;
                    bears_aa = true;
                }
                Glyph::RightSign(SIGN_AA) if bears_aa => has_aa = true,
                Glyph::Chandrabindu if !has_chandrabindu => has_chandrabindu = true,
                _ => break,
            }
            self.skip();
        }
        match (has_ya, has_aa) {
            (false, true) => self.letters.push('আ'),
            (false, false) => self.letters.push(vowel),
            (true, _) => {
                self.letters.extend([vowel, VIRAMA, 'য']);
                self.letters.extend(has_aa.then_some(SIGN_AA));
            }
        }
        self.letters.extend(has_chandrabindu.then_some(CHANDRABINDU));
        Some(())
    }
}

/// Which nasal a below form is: ণ follows ণ and ষ, and হ where its own glyph is used.
pub(super) fn below_nasal(consonant: char, code: Option<char>) -> &'static str {
    match consonant {
        'ণ' | 'ষ' => "ণ",
        'হ' if code == Some('è') => "ণ",
        _ => "ন",
    }
}

/// The signs that a syllable has gathered.
#[derive(Default)]
struct Signs {
    right: Option<char>,
    au_length: bool,
    chandrabindu: bool,
}

impl Signs {
    fn is_empty(&self) -> bool {
        self.right.is_none() && !self.au_length && !self.chandrabindu
    }

    /// A sign typed twice counts once: on paper it covers itself.
    fn add_right(&mut self, sign: char) -> Option<()> {
        if self.right.is_some_and(|right| right != sign) {
            return None;
        }
        self.right = Some(sign);
        Some(())
    }

    /// A below form may be typed after a sign that stands under the letter, but not after one beside it.
    fn let_below_pass(&self) -> bool {
        !self.au_length && matches!(self.right, None | Some('\u{9C1}'..='\u{9C3}'))
    }

    /// The vowel sign that the left and the right one make together. `None` where they do not fit.
    fn vowel(&self, left: Option<char>) -> Option<Option<char>> {
        match (left, self.right, self.au_length) {
            (Some(SIGN_E), Some(SIGN_AA), false) => Some(Some(SIGN_O)),
            (Some(SIGN_E), None, true) => Some(Some(SIGN_AU)),
            (one, None, false) | (None, one, false) => Some(one),
            _ => None,
        }
    }
}
