//! What Dorpon says, in both languages, generated from `messages/*.toml`.

use std::borrow::Cow;

use crate::fiscal::period_text;
use crate::language::Language;
use crate::number::count_text;

/// One text in both languages, with `{placeholders}`. A sign behind the name says how the argument is written:
/// `{count#}` a number, `{period%}` a period, `{reasons@}` findings with their counts, `{list*}` lines as they are.
#[derive(Debug, Eq, PartialEq)]
pub struct Message {
    /// Stable name, `file.key`: what `--json` prints and tests compare.
    pub code: &'static str,
    /// The exit code that this problem leads to; 0 for a notice.
    pub exit: u8,
    /// English text.
    pub en: &'static str,
    /// Bangla text.
    pub bn: &'static str,
    /// How to mend it, in English; empty for a notice that needs none.
    pub help_en: &'static str,
    /// How to mend it, in Bangla.
    pub help_bn: &'static str,
}

impl Message {
    /// The text with its placeholders filled.
    #[must_use]
    pub fn text(&self, language: Language, arguments: &[(&'static str, String)]) -> String {
        fill(language.pick(self.bn, self.en), arguments, language)
    }

    /// The remedy with its placeholders filled.
    #[must_use]
    pub fn help(&self, language: Language, arguments: &[(&'static str, String)]) -> String {
        fill(language.pick(self.help_bn, self.help_en), arguments, language)
    }
}

/// What a finding or a reason of quarantine says, by its code in the tables of findings and quarantine.
#[must_use]
pub fn of_finding(code: &str) -> Option<&'static Message> {
    finding::ALL
        .iter()
        .find(|message| message.code.strip_prefix("finding.") == Some(code))
        .copied()
}

/// What was mended in a cell, by its kind in the counts of repairs.
#[must_use]
pub fn of_repair(kind: &str) -> Option<&'static Message> {
    repair::ALL
        .iter()
        .find(|message| message.code.strip_prefix("repair.") == Some(kind))
        .copied()
}

/// What the cells of a column look like, by the name of the kind.
#[must_use]
pub fn of_likeness(kind: &str) -> Option<&'static Message> {
    likeness::ALL
        .iter()
        .find(|message| message.code.strip_prefix("likeness.") == Some(kind))
        .copied()
}

/// Findings with their counts (`missing_key: 4, …`) in words.
fn findings_in_words(list: &str, language: Language) -> String {
    let words: Vec<String> = list
        .split(", ")
        .map(|entry| {
            let (code, count) = entry.split_once(": ").unwrap_or((entry, ""));
            let words = of_finding(code).map_or_else(|| code.to_owned(), |message| message.text(language, &[]));
            match count.parse::<i64>() {
                Ok(count) => format!("{words} ({})", count_text(count, language)),
                Err(_) => words,
            }
        })
        .collect();
    words.join("; ")
}

/// One pass, so that an argument which holds braces is never filled again.
fn fill(template: &str, arguments: &[(&'static str, String)], language: Language) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                let bare = name.trim_end_matches(['#', '%', '@', '*']);
                match arguments.iter().find(|(key, _)| *key == bare) {
                    Some((_, value)) => filled.push_str(&written(value, name.get(bare.len()..), language)),
                    None => {
                        filled.push('{');
                        filled.push_str(name);
                        filled.push('}');
                    }
                }
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// An argument as the sign behind its name wants it.
fn written<'a>(value: &'a str, sign: Option<&str>, language: Language) -> Cow<'a, str> {
    match sign {
        Some("#") => match value.parse::<i64>() {
            Ok(count) => Cow::Owned(count_text(count, language)),
            Err(_) => shown_in_line(value),
        },
        Some("%") => Cow::Owned(shown_in_line(&period_text(value, language)).into_owned()),
        Some("@") => Cow::Owned(shown_in_line(&findings_in_words(value, language)).into_owned()),
        Some("*") => shown(value),
        _ => shown_in_line(value),
    }
}

/// Whether a sign steers a terminal or turns the order of letters.
fn steers(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text of several lines as a screen may show it: what steers becomes a space; line ends stay.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    without(text, |letter| steers(letter) && letter != '\n')
}

/// A name or a cell of somebody's file as a line of a screen may show it: line ends become spaces too, so that it cannot
/// pass for a line of ours.
#[must_use]
pub fn shown_in_line(text: &str) -> Cow<'_, str> {
    without(text, |letter| {
        steers(letter) || matches!(letter, '\u{2028}' | '\u{2029}')
    })
}

fn without(text: &str, unwanted: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.contains(&unwanted) {
        Cow::Owned(text.replace(&unwanted, " "))
    } else {
        Cow::Borrowed(text)
    }
}

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_take_the_digits_of_the_language_and_nothing_is_filled_twice() {
        let arguments = [("rows", "123456".to_owned()), ("file", "{rows#}".to_owned())];
        let filled = |language| fill("{file}: {rows#} {rows} {other}", &arguments, language);
        assert_eq!(filled(Language::Bangla), "{rows#}: ১,২৩,৪৫৬ 123456 {other}");
        assert_eq!(filled(Language::English), "{rows#}: 1,23,456 123456 {other}");
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_shown() {
        assert_eq!(shown("a\u{1b}[31mb\u{7}\u{202e}c\nd"), "a [31mb  c\nd");
        assert_eq!(shown("তালা\u{200d}"), "তালা\u{200d}");
        assert_eq!(shown_in_line("a\nerror: b\u{2028}c"), "a error: b c");
        let arguments = [("file", "a\nb".to_owned())];
        assert_eq!(fill("{file}|{file*}", &arguments, Language::English), "a b|a\nb");
    }

    #[test]
    fn periods_and_findings_are_words() {
        let arguments = [
            ("period", "2021-22-Q1".to_owned()),
            ("reasons", "missing_key: 4, no_such: 1".to_owned()),
        ];
        let filled = |language| fill("{period%}: {reasons@}", &arguments, language);
        assert_eq!(
            filled(Language::Bangla),
            "২০২১-২২ ১ম কিস্তি: যে নম্বর দিয়ে সারিটি চেনা যায় সেটি নেই (৪); no_such (১)"
        );
        assert_eq!(
            filled(Language::English),
            "2021-22-Q1: the number that tells this row from all others is missing (4); no_such (1)"
        );
    }

    #[test]
    fn no_remedy_of_a_mobile_or_wallet_number_speaks_of_a_card() {
        for code in ["length", "characters", "prefix", "repeated_digit", "precision_lost"] {
            let help = of_finding(code).map(|message| (message.help_en, message.help_bn));
            let (english, bangla) = help.unwrap_or_default();
            assert!(!english.is_empty() && !english.contains("card"), "{code}");
            assert!(!bangla.contains("কার্ড") && !bangla.contains("সনদ"), "{code}");
        }
    }

    #[test]
    fn repairs_and_likenesses_have_words() {
        for kind in ["bangla_digits", "lost_zero_restored", "day_first", "text_form", "bijoy"] {
            assert!(of_repair(kind).is_some(), "{kind}");
        }
        for kind in [
            "mobile", "nid", "brn", "boolean", "integer", "decimal", "date", "text", "blank",
        ] {
            assert!(of_likeness(kind).is_some(), "{kind}");
        }
    }
}
