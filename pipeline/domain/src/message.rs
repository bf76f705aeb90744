//! What Dorpon says, in both languages, generated from `messages/*.toml`.

use crate::language::Language;

/// One text in both languages, with `{placeholders}`.
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
        fill(language.pick(self.bn, self.en), arguments)
    }

    /// The remedy with its placeholders filled.
    #[must_use]
    pub fn help(&self, language: Language, arguments: &[(&'static str, String)]) -> String {
        fill(language.pick(self.help_bn, self.help_en), arguments)
    }
}

/// One pass, so that an argument which holds braces is never filled again.
fn fill(template: &str, arguments: &[(&'static str, String)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}') {
            Some((name, tail)) => {
                match arguments.iter().find(|(key, _)| *key == name) {
                    Some((_, value)) => filled.push_str(value),
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

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
