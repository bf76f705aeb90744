//! What Dorpon says, in both languages, generated from `messages/*.toml`.

use std::borrow::Cow;

use crate::language::Language;
use crate::number::count_text;

/// One text in both languages, with `{placeholders}`; `{count#}` prints a number as the language writes it.
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

/// One pass, so that an argument which holds braces is never filled again. `{name}` takes the argument as it is,
/// `{name#}` a count in the digits and grouping of the language.
fn fill(template: &str, arguments: &[(&'static str, String)], language: Language) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                let (bare, is_count) = name.strip_suffix('#').map_or((name, false), |bare| (bare, true));
                match arguments.iter().find(|(key, _)| *key == bare) {
                    Some((_, value)) => match value.parse::<i64>() {
                        Ok(count) if is_count => filled.push_str(&count_text(count, language)),
                        _ => filled.push_str(&shown(value)),
                    },
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

/// A text of somebody's file or system as a screen may show it: signs that steer a terminal or turn the order of
/// letters become spaces; line ends stay.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    let steers = |letter: char| {
        (letter.is_control() && letter != '\n')
            || matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(steers) {
        Cow::Owned(text.replace(steers, " "))
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
    }
}
