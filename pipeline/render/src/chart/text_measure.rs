//! How wide a label will be, by the shaper that typst uses, and how it breaks into lines that fit.
//!
//! Invariants: widths are points, finite and not negative; a text is cut only between letters that a reader takes for
//! two, never inside a conjunct or before a vowel sign.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use rustybuzz::{Direction, Script, ShapePlan, UnicodeBuffer, script};
use typst_library::layout::Abs;
use typst_library::text::{Font, FontInstance, FontVariations, FontWeight};

use super::backend::is_invisible;

/// Height of a letter without what hangs below the line, as a part of the text size; the template sets labels so.
pub(super) const LETTER_HEIGHT: f64 = 0.7;

/// Width that is assumed for a letter which no font has, as a part of the text size.
const UNKNOWN_WIDTH: f64 = 0.6;

/// What stands for a letter that no font has; the first of these that a font has.
const SUBSTITUTES: [char; 2] = ['\u{FFFD}', '?'];

/// The size for which a font with optical sizes is instantiated, in points.
const NOMINAL_SIZE: f64 = 8.0;

/// The letters that Bangla is written with.
const BANGLA: std::ops::RangeInclusive<char> = '\u{980}'..='\u{9FF}';

/// How many widths are kept before all are forgotten.
const MOST_KNOWN: usize = 20_000;

/// What ends a shortened text.
const ELLIPSIS: char = '…';

/// The embedded fonts, ready to measure.
pub struct TextMeasure {
    faces: Vec<Face>,
    /// Widths of texts at a size of one point, light and bold: the same names stand in chart after chart.
    known: [Mutex<HashMap<String, f64>>; 2],
}

/// A font with what is worth making once: the set of its letters (typst's own coverage is searched from its start for
/// each letter) and the plans of the shaper, which cost more than shaping a label.
struct Face {
    font: FontInstance,
    letters: HashSet<u32>,
    bold: bool,
    bangla: ShapePlan,
    latin: ShapePlan,
}

impl TextMeasure {
    /// Over these fonts, the first that has a letter measuring it.
    #[must_use]
    pub fn new(fonts: &[Font]) -> Self {
        let face = |font: &Font| {
            let instance =
                font.clone()
                    .instantiate(font.info().variant, Abs::pt(NOMINAL_SIZE), &FontVariations::default());
            let plan =
                |script: Script| ShapePlan::new(instance.rusty(), Direction::LeftToRight, Some(script), None, &[]);
            Face {
                letters: font.info().coverage.iter().collect(),
                bold: font.info().variant.weight >= FontWeight::BOLD,
                bangla: plan(script::BENGALI),
                latin: plan(script::LATIN),
                font: instance,
            }
        };
        Self {
            faces: fonts.iter().map(face).collect(),
            known: Default::default(),
        }
    }

    /// Whether any font has a glyph for the letter.
    #[must_use]
    pub fn has_letter(&self, letter: char) -> bool {
        self.faces.iter().any(|face| face.has(letter))
    }

    /// How wide a text is on one line, in points, at a size in points.
    #[must_use]
    pub fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        // A map of widths is whole after any panic.
        let known = || {
            self.known[usize::from(bold)]
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(width) = known().get(text) {
            return width * size;
        }
        let width = self.shaped_width(text, bold);
        let mut known = known();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(text.to_owned(), width);
        width * size
    }

    /// The width at a size of one point, from the shaper.
    fn shaped_width(&self, text: &str, bold: bool) -> f64 {
        let mut width = 0.0;
        let mut run = String::new();
        let mut run_face: Option<&Face> = None;
        for letter in text.chars() {
            let face = match run_face {
                // Joiners, spaces and signs stay with the letter before them as long as its font has them.
                Some(face) if face.has(letter) || is_joiner(letter) => Some(face),
                _ => self.face(letter, bold),
            };
            if face.map(std::ptr::from_ref) != run_face.map(std::ptr::from_ref) && !run.is_empty() {
                width += run_width(&run, run_face);
                run.clear();
            }
            run_face = face;
            run.push(letter);
        }
        width + run_width(&run, run_face)
    }

    /// How tall a line of text is, in points, at a size in points: letters without what hangs below the line.
    #[must_use]
    pub fn height(&self, size: f64) -> f64 {
        size * LETTER_HEIGHT
    }

    /// The text with every letter dropped or replaced that cannot be printed: PDF/A refuses a letter without a glyph,
    /// and a mark of direction would turn the labels beside it.
    #[must_use]
    pub fn printable(&self, text: &str) -> String {
        let substitute = SUBSTITUTES.into_iter().find(|letter| self.has_letter(*letter));
        let letters = text.chars().filter_map(|letter| match letter {
            '\n' | '\r' | '\t' => Some(' '),
            letter if is_joiner(letter) => Some(letter),
            letter if letter.is_control() || is_invisible(letter) => None,
            letter if self.has_letter(letter) => Some(letter),
            _ => substitute,
        });
        let text: String = letters.collect();
        text.trim().to_owned()
    }

    /// The text in at most `most` lines no wider than `width` points; the last one ends in `…` if that is not enough.
    #[must_use]
    pub fn lines(&self, text: &str, size: f64, bold: bool, width: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if self.width(&longer, size, bold) <= width {
                line = longer;
                continue;
            }
            if lines.len() + 1 >= most {
                let rest: Vec<&str> = words.collect();
                let whole = [&[longer.as_str()], rest.as_slice()].concat().join(" ");
                line = self.shortened(&whole, size, bold, width);
                break;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = if lines.len() + 1 >= most && words.peek().is_none() {
                self.shortened(word, size, bold, width)
            } else {
                word.to_owned()
            };
            if self.width(&line, size, bold) > width {
                line = self.shortened(&line, size, bold, width);
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// The text, cut and ended in `…` if it is wider than `width` points.
    #[must_use]
    pub fn shortened(&self, text: &str, size: f64, bold: bool, width: f64) -> String {
        if self.width(text, size, bold) <= width {
            return text.to_owned();
        }
        let ends = cuts(text);
        let candidate = |count: usize| {
            let kept = ends.get(count).map_or("", |end| &text[..*end]);
            format!("{}{ELLIPSIS}", kept.trim_end())
        };
        // The width grows with the number of letters, so the longest that fits can be halved for.
        let fits = |count: &usize| self.width(&candidate(*count), size, bold) <= width;
        let counts: Vec<usize> = (0..ends.len()).collect();
        candidate(counts.partition_point(fits).saturating_sub(1))
    }

    /// The font that sets a letter: of the wanted weight if one has it, else any.
    fn face(&self, letter: char, bold: bool) -> Option<&Face> {
        let having = || self.faces.iter().filter(|face| face.has(letter));
        having().find(|face| face.bold == bold).or_else(|| having().next())
    }
}

impl Face {
    fn has(&self, letter: char) -> bool {
        self.letters.contains(&u32::from(letter))
    }
}

fn run_width(run: &str, face: Option<&Face>) -> f64 {
    let Some(face) = face else {
        return run.chars().filter(|letter| !is_joiner(*letter)).count() as f64 * UNKNOWN_WIDTH;
    };
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(run);
    let is_bangla = run.chars().any(|letter| BANGLA.contains(&letter));
    let (script, plan) = if is_bangla {
        (script::BENGALI, &face.bangla)
    } else {
        (script::LATIN, &face.latin)
    };
    // The shaper wants the buffer to be as its plan; text from right to left is as wide from left to right.
    buffer.set_direction(Direction::LeftToRight);
    buffer.set_script(script);
    let glyphs = rustybuzz::shape_with_plan(face.font.rusty(), plan, buffer);
    let advance: i64 = glyphs
        .glyph_positions()
        .iter()
        .map(|glyph| i64::from(glyph.x_advance))
        .sum();
    (advance as f64 / face.font.units_per_em()).max(0.0)
}

/// Joiners shape the letters beside them and need no glyph.
fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200C}' | '\u{200D}')
}

/// Where a text may be cut, as bytes from its start, 0 first.
fn cuts(text: &str) -> Vec<usize> {
    let mut before = None;
    let mut ends = Vec::new();
    for (place, letter) in text.char_indices() {
        let bound =
            is_joiner(letter) || hangs_on(letter) || before.is_some_and(|known| is_joiner(known) || links(known));
        if place == 0 || !bound {
            ends.push(place);
        }
        before = Some(letter);
    }
    ends
}

/// Bangla signs that belong to the consonant before them, and combining marks of other scripts.
fn hangs_on(letter: char) -> bool {
    matches!(
        letter,
        '\u{981}'..='\u{983}' | '\u{9BC}' | '\u{9BE}'..='\u{9CD}' | '\u{9D7}' | '\u{9E2}' | '\u{9E3}' | '\u{9FE}'
            | '\u{300}'..='\u{36F}'
    )
}

/// The hasanta, which joins the next consonant to a conjunct.
fn links(letter: char) -> bool {
    letter == '\u{9CD}'
}
