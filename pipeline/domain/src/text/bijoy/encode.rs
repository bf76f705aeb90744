//! From letters in reading order to the glyphs of the font, each drawn the usual way.

use super::super::letter::{CHANDRABINDU, KHANDA_TA, NUKTA, VIRAMA, ZWJ, ZWNJ, is_consonant};
use super::table::{CONJUNCTS, code};

/// The most consonants that one entry of the table joins.
const LONGEST: usize = 3;

/// The glyphs of a text, or `None` where the font lacks one.
pub(super) fn encode(text: &str) -> Option<String> {
    let letters = composed(text);
    let mut writer = Writer {
        codes: String::with_capacity(text.len()),
        is_inside_word: false,
    };
    let mut rest = letters.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = match *first {
            letter if is_consonant(letter) => writer.syllable(rest)?,
            // A reph over ৎ is met above; alone it bears nothing.
            'আ' => writer.vowel("Av", after),
            'অ' | 'এ' if matches!(after, [VIRAMA, 'য', ..]) => {
                writer.codes.extend([code(*first)?, '¨']);
                match after.get(2..) {
                    Some(['\u{9BE}', ending @ ..]) => writer.vowel("v", ending),
                    Some(ending) => writer.vowel("", ending),
                    None => after,
                }
            }
            other => {
                writer.codes.push(code(other)?);
                writer.is_inside_word = matches!(other, '\u{980}'..='\u{9E3}');
                after
            }
        };
    }
    Some(writer.codes)
}

/// Whether the font has a drawing for two letters joined, so that a typist would not need the virama. `cluster` ends
/// in a virama.
pub(super) fn is_drawn_joined(cluster: &str, next: Option<char>) -> bool {
    let mut letters = composed(cluster);
    letters.pop();
    let (Some(last), Some(next)) = (letters.pop(), next) else {
        return false;
    };
    let mut codes = String::new();
    draw(&[last, next], &mut codes).is_some() && !codes.contains('&')
}

/// The letters with each nukta melted into its base, one `char` for each.
fn composed(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = Vec::with_capacity(text.len() / 3);
    for letter in text.chars() {
        match (letters.last_mut(), letter) {
            (Some(base @ 'ড'), NUKTA) => *base = '\u{9DC}',
            (Some(base @ 'ঢ'), NUKTA) => *base = '\u{9DD}',
            (Some(base @ 'য'), NUKTA) => *base = '\u{9DF}',
            (_, other) => letters.push(other),
        }
    }
    letters
}

struct Writer {
    codes: String,
    is_inside_word: bool,
}

impl Writer {
    /// Writes the syllable that begins here and gives what follows it.
    fn syllable<'a>(&mut self, letters: &'a [char]) -> Option<&'a [char]> {
        let mut rest = letters;
        let mut cluster: Vec<char> = Vec::with_capacity(LONGEST + 1);
        let mut has_reph = false;
        if let ['র', ZWJ, VIRAMA, 'য', after @ ..] = rest {
            cluster.extend(['র', 'য']);
            rest = after;
        } else {
            if let ['র', VIRAMA, next, ..] = rest
                && (is_consonant(*next) || *next == KHANDA_TA)
            {
                has_reph = true;
                rest = rest.get(2..)?;
            }
            let (first, after) = rest.split_first()?;
            cluster.push(*first);
            rest = after;
        }
        while let [VIRAMA, next, after @ ..] = rest
            && is_consonant(*next)
        {
            cluster.push(*next);
            rest = after;
        }
        let is_closed = rest.first() == Some(&VIRAMA);
        let (mut sign, mut has_chandrabindu) = (None, false);
        if is_closed {
            rest = rest.get(1..)?;
            if let [ZWNJ, next, ..] = rest
                && is_consonant(*next)
            {
                rest = rest.get(1..)?;
            }
        } else {
            if let [next @ '\u{9BE}'..='\u{9CC}', after @ ..] = rest {
                sign = Some(*next);
                rest = after;
            }
            if let [CHANDRABINDU, after @ ..] = rest {
                has_chandrabindu = true;
                rest = after;
            }
        }
        self.write(&cluster, has_reph, sign, has_chandrabindu)?;
        if is_closed {
            self.codes.push('&');
        }
        self.is_inside_word = true;
        Some(rest)
    }

    fn write(&mut self, cluster: &[char], has_reph: bool, sign: Option<char>, has_chandrabindu: bool) -> Option<()> {
        match sign {
            Some('\u{9BF}') => self.codes.push('w'),
            Some('\u{9C7}' | '\u{9CB}' | '\u{9CC}') => self.codes.push(if self.is_inside_word { '‡' } else { '†' }),
            Some('\u{9C8}') => self.codes.push(if self.is_inside_word { '‰' } else { 'ˆ' }),
            _ => {}
        }
        let melted = match (cluster, sign) {
            (['গ'], Some('\u{9C1}')) => Some("¸"),
            (['শ'], Some('\u{9C1}')) => Some("ï"),
            (['হ'], Some('\u{9C1}')) => Some("û"),
            (['হ'], Some('\u{9C3}')) => Some("ü"),
            (['ন', 'ত'], Some('\u{9C1}')) => Some("š‘"),
            (['স', 'ত'], Some('\u{9C1}')) => Some("¯‘"),
            _ => None,
        };
        match melted {
            Some(codes) => self.codes.push_str(codes),
            None => draw(cluster, &mut self.codes)?,
        }
        if has_reph {
            self.codes.push('©');
        }
        // Chandrabindu stands over the consonant, before a sign that stands beside it.
        let is_beside = matches!(sign, Some('\u{9BE}' | '\u{9C0}' | '\u{9CB}' | '\u{9CC}'));
        if has_chandrabindu && is_beside {
            self.codes.push('u');
        }
        if melted.is_none() {
            let last = *cluster.last()?;
            self.codes.extend(match sign {
                Some('\u{9BE}' | '\u{9CB}') => Some('v'),
                Some('\u{9C0}') => Some('x'),
                Some('\u{9CC}') => Some('Š'),
                Some('\u{9C1}') => Some(short_u(cluster, last)),
                Some('\u{9C2}') => Some(long_u(cluster, last)),
                Some('\u{9C3}') => Some(if hangs_low(cluster, last) { '…' } else { '„' }),
                None | Some('\u{9BF}' | '\u{9C7}' | '\u{9C8}') => None,
                Some(_) => return None,
            });
        }
        if has_chandrabindu && !is_beside {
            self.codes.push('u');
        }
        Some(())
    }

    fn vowel<'a>(&mut self, codes: &str, after: &'a [char]) -> &'a [char] {
        self.is_inside_word = true;
        // A chandrabindu over আ stands before its right half.
        if let ([CHANDRABINDU, rest @ ..], Some(base)) = (after, codes.strip_suffix('v')) {
            self.codes.push_str(base);
            self.codes.push_str("uv");
            return rest;
        }
        self.codes.push_str(codes);
        after
    }
}

/// Draws consonants joined by viramas: the longest known piece first, then what hangs under it.
fn draw(cluster: &[char], codes: &mut String) -> Option<()> {
    let mut place = 0;
    while let Some(letter) = cluster.get(place) {
        if place > 0 {
            if let Some(form) = below_form(*cluster.get(place - 1)?, *letter) {
                codes.push(form);
                place += 1;
                continue;
            }
            codes.push('&');
        }
        let rest = cluster.get(place..)?;
        if let Some((length, drawing)) = longest(rest) {
            codes.push_str(drawing);
            place += length;
        } else {
            codes.push(code(*letter)?);
            place += 1;
        }
    }
    Some(())
}

/// The longest conjunct of the table with which a cluster begins.
fn longest(cluster: &[char]) -> Option<(usize, &'static str)> {
    (2..=LONGEST.min(cluster.len())).rev().find_map(|length| {
        let wanted = cluster.get(..length)?;
        let place = CONJUNCTS
            .binary_search_by(|(letters, _)| letters.chars().cmp(wanted.iter().copied()))
            .ok()?;
        Some((length, CONJUNCTS.get(place)?.1))
    })
}

/// The code of a letter that hangs under or behind the one before it.
fn below_form(above: char, letter: char) -> Option<char> {
    Some(match (above, letter) {
        (_, 'য') => '¨',
        ('প' | 'গ' | 'শ', 'র') => 'Ö',
        ('ফ' | 'হ' | 'ছ' | 'ক' | 'ত', 'র') => '«',
        (_, 'র') => 'ª',
        ('ধ' | 'ব' | 'হ', 'ব') => 'Ÿ',
        ('ল' | 'শ', 'ব') => '¦',
        (_, 'ব') => '¡',
        (_, 'ম') => '¥',
        ('ণ' | 'ষ', 'ন') => return None,
        (_, 'ন') => 'œ',
        ('ক' | 'ফ' | 'হ', 'ল') => '¬',
        (_, 'ল') => 'ø',
        _ => return None,
    })
}

fn short_u(cluster: &[char], last: char) -> char {
    match last {
        'র' => 'æ',
        '\u{9DC}' => '–',
        _ if hangs_low(cluster, last) => 'z',
        _ => 'y',
    }
}

fn long_u(cluster: &[char], last: char) -> char {
    match last {
        'র' => 'ƒ',
        _ if hangs_low(cluster, last) => '‚',
        _ => '~',
    }
}

/// Whether a letter has no stem on its right, so that a sign under it stands further left.
fn hangs_low(cluster: &[char], last: char) -> bool {
    matches!(
        last,
        'ক' | 'ঙ' | 'চ' | 'ছ' | 'ঝ' | 'ঞ' | 'ট' | 'ঠ' | 'ড' | 'ঢ' | 'ত' | 'ফ' | 'ভ'
    ) || matches!(cluster, [.., 'ক' | 'জ' | 'দ' | 'স', 'ষ' | 'ঞ' | 'ধ' | 'থ'])
}
