//! Bangla in the Bijoy encoding.
//!
//! Before Unicode, office files held Bangla as the Latin letters that a font such as SutonnyMJ draws as Bangla glyphs,
//! in the order in which they stand on paper: a left vowel sign before its consonant, a reph behind it. Read as
//! Windows-1252, such a file is valid text that means nothing: ``evsjv‡`k`` is বাংলাদেশ.
//!
//! [`convert`] gives the letters only where writing them again gives the same glyphs; else the caller keeps the text
//! as it came. Whether a text is Bijoy at all, a cell tells by itself when it has a sign that no other text has
//! ([`looks_like_bijoy`]); a cell of plain ASCII such as `iwng` (রহিম) only together with its column ([`Survey`]).

mod decode;
mod encode;
mod evidence;
mod table;

use super::letter::{KHANDA_TA, VIRAMA, is_bangla, is_bangla_letter};
use super::{fold_header, normalise};
use table::{Glyph, glyph};

pub use evidence::{Survey, looks_like_bijoy};

/// The Bangla of a text in the Bijoy encoding, in display form.
///
/// `None` where the text has a code that the font does not draw, a sign that stands where it cannot, a word that reads
/// as Latin, or letters that would not be drawn the same way again; and where it has no letter at all. It does not ask
/// whether the text is Bijoy: a short word of plain ASCII can be Bijoy by its form alone.
#[must_use]
pub fn convert(text: &str) -> Option<String> {
    let decoded = decode::decode(text)?;
    let letters = normalise(&decoded);
    let has_letter = letters.chars().any(is_bangla_letter);
    let is_same = has_letter && !evidence::has_latin_word(text) && {
        let again = encode::encode(&letters)?;
        same_drawing(text, &again)
    };
    is_same.then(|| letters.into_owned())
}

/// The Bijoy codes of a Bangla text; read again, they give its display form. `None` where the encoding cannot hold
/// it: Latin letters, ASCII digits, or a letter that the font lacks.
#[must_use]
pub fn encode(text: &str) -> Option<String> {
    let text = normalise(text);
    let codes = encode::encode(&text)?;
    (decode::decode(&codes)? == text).then_some(codes)
}

/// The keys by which a heading may be known: as it stands, and as Bijoy if it can be read so.
///
/// A heading must equal a known one, so the second key needs no other evidence; the first is to be tried first.
#[must_use]
pub fn heading_candidates(heading: &str) -> (String, Option<String>) {
    let converted = convert(heading).map(|converted| fold_header(&converted));
    (fold_header(heading), converted)
}

/// A cell of a text column as the encoding leaves it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reading {
    /// Not Bijoy: to be read as it stands.
    Plain,
    /// Bijoy, and this is its Bangla in display form.
    Converted(String),
    /// Bijoy that cannot be read for certain: to be kept as it came, with a finding.
    Unreadable,
}

/// Reads a cell. `is_bijoy_column` is the answer of the column's [`Survey`], and lets plain ASCII be read as Bijoy.
#[must_use]
pub fn read_cell(text: &str, is_bijoy_column: bool) -> Reading {
    let is_sure = looks_like_bijoy(text);
    let is_doubtful = !is_sure && is_bijoy_column && evidence::has_letter(text) && !text.chars().any(is_bangla);
    if !is_sure && !is_doubtful {
        return Reading::Plain;
    }
    if is_doubtful && evidence::has_latin_word(text) {
        // In a Bijoy column a word of English is nothing to report.
        return Reading::Plain;
    }
    if is_doubtful && text.is_ascii() && !evidence::leans_to_bijoy(text) {
        return Reading::Unreadable;
    }
    convert(text).map_or(Reading::Unreadable, Reading::Converted)
}

/// Whether two texts put the same letters and signs on paper, whichever of its forms a glyph has.
fn same_drawing(left: &str, right: &str) -> bool {
    let (left, right) = (drawing(left), drawing(right));
    left.is_some() && left == right
}

/// One piece of what a text puts on paper. The order of the variants is that in which signs around one letter are
/// compared, since it does not show in which order they were typed.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Piece {
    Letter(char),
    Reph,
    Right(char),
    AuLength,
    Chandrabindu,
}

/// The pieces of a text, with no spaces. `None` where it has an unknown code.
fn drawing(text: &str) -> Option<Vec<Piece>> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(text.len() * 2);
    for code in text.chars() {
        match glyph(code)? {
            Glyph::Whole(letters) => put_letters(&mut pieces, letters),
            Glyph::WholeWithSign(letters, sign) => {
                put_letters(&mut pieces, letters);
                pieces.push(Piece::Right(sign));
            }
            Glyph::Half(letter) => pieces.extend([Piece::Letter(letter), Piece::Letter(VIRAMA)]),
            Glyph::Below(letters) => put_below(&mut pieces, letters),
            Glyph::BelowWithSign(letters, sign) => {
                put_below(&mut pieces, letters);
                pieces.push(Piece::Right(sign));
            }
            Glyph::BelowNasal => {
                let nasal = decode::below_nasal(last_consonant(&pieces), Some(code));
                put_below(&mut pieces, nasal);
            }
            Glyph::LeftSign(letter) | Glyph::Tail(letter) | Glyph::Vowel(letter) => pieces.push(Piece::Letter(letter)),
            Glyph::RightSign(sign) => pieces.push(Piece::Right(sign)),
            Glyph::AuLength => pieces.push(Piece::AuLength),
            Glyph::Reph => pieces.push(Piece::Reph),
            Glyph::Chandrabindu => pieces.push(Piece::Chandrabindu),
            Glyph::Virama => pieces.push(Piece::Letter(VIRAMA)),
            Glyph::Plain(mark) if mark.is_whitespace() => {}
            Glyph::Plain(mark) => pieces.push(Piece::Letter(mark)),
        }
    }
    for signs in pieces.chunk_by_mut(|_, next| !matches!(next, Piece::Letter(_))) {
        if let Some((_, signs)) = signs.split_first_mut() {
            signs.sort();
        }
    }
    // A vowel sign typed twice covers itself.
    pieces.dedup_by(|next, piece| next == piece && matches!(piece, Piece::Right(_)));
    Some(pieces)
}

fn put_letters(pieces: &mut Vec<Piece>, letters: &str) {
    for letter in letters.chars() {
        match letter {
            KHANDA_TA => pieces.extend([Piece::Letter('ত'), Piece::Letter(VIRAMA)]),
            other => pieces.push(Piece::Letter(other)),
        }
    }
}

/// Puts the letters of a below form behind the letter that bears them, before its signs.
fn put_below(pieces: &mut Vec<Piece>, letters: &str) {
    let signs = pieces
        .iter()
        .rev()
        .take_while(|piece| !matches!(piece, Piece::Letter(_)))
        .count();
    let signs = pieces.split_off(pieces.len() - signs);
    // A half letter has brought its virama.
    if pieces.last() != Some(&Piece::Letter(VIRAMA)) {
        pieces.push(Piece::Letter(VIRAMA));
    }
    put_letters(pieces, letters);
    pieces.extend(signs);
}

fn last_consonant(pieces: &[Piece]) -> char {
    let consonant = pieces.iter().rev().find_map(|piece| match piece {
        Piece::Letter(letter) if is_bangla(*letter) && *letter != VIRAMA => Some(*letter),
        _ => None,
    });
    consonant.unwrap_or(' ')
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod typed;
