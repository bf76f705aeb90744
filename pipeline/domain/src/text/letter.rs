//! What kinds of Bangla letters and signs there are, as far as the rules of this module tell them apart.

pub(super) const CHANDRABINDU: char = '\u{0981}';
pub(super) const VISARGA: char = '\u{0983}';
pub(super) const NUKTA: char = '\u{09BC}';
pub(super) const VIRAMA: char = '\u{09CD}';
pub(super) const KHANDA_TA: char = '\u{09CE}';
pub(super) const ZWNJ: char = '\u{200C}';
pub(super) const ZWJ: char = '\u{200D}';

/// Any character of the Bangla block, digits and currency signs too.
pub(super) fn is_bangla(letter: char) -> bool {
    matches!(letter, '\u{0980}'..='\u{09FF}')
}

/// Letters and signs that continue a word; digits and currency signs do not.
pub(super) fn is_bangla_letter(letter: char) -> bool {
    matches!(letter, '\u{0980}'..='\u{09E3}' | '\u{09F0}' | '\u{09F1}')
}

pub(super) fn is_consonant(letter: char) -> bool {
    matches!(
        letter,
        '\u{0995}'..='\u{09A8}'
            | '\u{09AA}'..='\u{09B0}'
            | '\u{09B2}'
            | '\u{09B6}'..='\u{09B9}'
            | '\u{09DC}'
            | '\u{09DD}'
            | '\u{09DF}'
            | '\u{09F0}'
            | '\u{09F1}'
    )
}

/// Signs that can stand between a consonant and its misplaced nukta.
pub(super) fn is_dependent_sign(letter: char) -> bool {
    matches!(letter, '\u{0981}'..='\u{0983}' | '\u{09BE}'..='\u{09CD}' | '\u{09D7}')
}

/// Signs that mean nothing when typed a second time: vowel signs, virama, chandrabindu. A doubled anusvara or visarga
/// is seen, and is left to the reader.
pub(super) fn counts_once(letter: char) -> bool {
    matches!(letter, '\u{09BE}'..='\u{09CD}' | CHANDRABINDU)
}
