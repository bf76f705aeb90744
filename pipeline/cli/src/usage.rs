//! A command line that cannot be used, in words of ours: the parser itself knows no Bangla.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use dorpon_domain::language::Language;
use dorpon_domain::message::{Message, usage as message};

/// What is wrong and how to mend it; `None` in English, which the parser speaks, and for what has no words of ours, such
/// as the help itself.
#[must_use]
pub fn words(error: &clap::Error, language: Language) -> Option<(String, String)> {
    if language == Language::English {
        return None;
    }
    let text = |kind: ContextKind| {
        error.get(kind).and_then(|value| match value {
            ContextValue::String(text) => Some(text.clone()),
            ContextValue::Strings(texts) => Some(texts.join(", ")),
            ContextValue::StyledStr(text) => Some(text.to_string()),
            ContextValue::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    let argument = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    let allowed = text(ContextKind::ValidValue).unwrap_or_default();
    let (message, known): (&'static Message, String) = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::NoEquals if value.is_empty() => (&message::VALUE_MISSING, allowed),
        ErrorKind::InvalidValue if allowed.is_empty() => (&message::VALUE_INVALID, allowed),
        ErrorKind::InvalidValue => (&message::VALUE_UNKNOWN, allowed),
        ErrorKind::ValueValidation => (&message::VALUE_INVALID, allowed),
        ErrorKind::UnknownArgument => match text(ContextKind::SuggestedArg) {
            Some(meant) => (&message::ARGUMENT_MISSPELT, meant),
            None => (&message::ARGUMENT_UNKNOWN, String::new()),
        },
        ErrorKind::InvalidSubcommand => match text(ContextKind::SuggestedSubcommand) {
            Some(meant) => (&message::COMMAND_MISSPELT, meant),
            None => (&message::COMMAND_UNKNOWN, String::new()),
        },
        ErrorKind::MissingRequiredArgument => (&message::ARGUMENT_MISSING, String::new()),
        ErrorKind::MissingSubcommand => (&message::COMMAND_MISSING, String::new()),
        ErrorKind::ArgumentConflict => (
            &message::ARGUMENTS_CONFLICT,
            text(ContextKind::PriorArg).unwrap_or_default(),
        ),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            (&message::VALUES_MISCOUNTED, String::new())
        }
        ErrorKind::InvalidUtf8 => (&message::NOT_UTF8, String::new()),
        _ => return None,
    };
    let command = text(ContextKind::InvalidSubcommand).unwrap_or_default();
    let arguments = [
        ("argument", argument),
        ("command", command),
        ("value", value),
        ("known", known),
    ];
    Some((message.text(language, &arguments), message.help(language, &arguments)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::parse;

    fn told(line: &str) -> String {
        let arguments = line.split(' ').map(Into::into);
        let error = parse(arguments).unwrap_err();
        words(&error, Language::Bangla).map_or_else(String::new, |(text, help)| format!("{text} {help}"))
    }

    #[test]
    fn every_wrong_line_is_told_in_bangla() {
        for (line, wanted) in [
            ("dorpon fly", "\"fly\" নামে"),
            ("dorpon staus", "\"status\""),
            ("dorpon status --colour", "--colour"),
            ("dorpon sql x --format xml", "table, csv, json"),
            ("dorpon sql x --limit many", "many"),
            ("dorpon ingest payment x.csv", "--office <CODE>"),
            ("dorpon ingest --inbox --history", "একসঙ্গে"),
            ("dorpon query x --limit", "--limit <N>"),
        ] {
            let told = told(line);
            assert!(told.contains(wanted), "{line}: {told}");
            assert!(!told.contains('{'), "{line}: {told}");
        }
    }
}
