//! What a user sees: results on stdout, everything else on stderr, in one language.

use std::io::{IsTerminal, Write};

use dorpon_domain::language::Language;
use dorpon_domain::message::{self, Message};
use dorpon_domain::problem::Problem;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

/// Where and how a command speaks.
pub struct Screen {
    /// Language of messages.
    pub language: Language,
    /// Whether results and messages are JSON.
    pub json: bool,
    /// Whether notices are kept back.
    pub quiet: bool,
}

impl Screen {
    /// A notice on stderr.
    pub fn notice(&self, message: &'static Message, arguments: &[(&'static str, String)]) {
        if self.quiet {
            return;
        }
        if self.json {
            let fields: serde_json::Map<String, Value> = arguments
                .iter()
                .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
                .collect();
            self.error_line(
                &json!({ "notice": message.code, "text": message.text(self.language, arguments), "arguments": fields })
                    .to_string(),
            );
        } else {
            self.error_line(&message.text(self.language, arguments));
        }
    }

    /// A problem on stderr: what, where, why, how to mend it.
    pub fn problem(&self, problem: &Problem) {
        let language = self.language;
        if self.json {
            let place = problem
                .place()
                .map(|place| json!({ "file": place.file, "row": place.row, "column": place.column }));
            let arguments: serde_json::Map<String, Value> = problem
                .arguments()
                .iter()
                .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
                .collect();
            self.error_line(
                &json!({ "error": {
                    "code": problem.code(), "exit": problem.exit(), "text": problem.text(language),
                    "help": problem.help(language), "place": place, "cause": problem.cause(), "arguments": arguments,
                }})
                .to_string(),
            );
            return;
        }
        let mut text = format!("{}: {}", language.pick("ত্রুটি", "error"), problem.text(language));
        if let Some(place) = problem.place() {
            text.push_str(&format!("\n  --> {}", place.file));
            if let Some(row) = place.row {
                text.push_str(&format!(
                    ", {} {}",
                    language.pick("সারি", "row"),
                    self.digits(&row.to_string())
                ));
            }
            if let Some(column) = &place.column {
                text.push_str(&format!(", {} {column}", language.pick("কলাম", "column")));
            }
        }
        if let Some(cause) = problem.cause_text(language) {
            text.push_str(&format!("\n  {} {cause}", language.pick("কারণ:", "cause:")));
        }
        let help = problem.help(language);
        if !help.is_empty() {
            text.push_str(&format!("\n  {} {help}", language.pick("করণীয়:", "help:")));
        }
        text.push_str(&format!("\n  [{}]", problem.code()));
        self.error_line(&text);
    }

    /// A command line that cannot be used.
    pub fn usage(&self, text: &str, help: &str) {
        let (text, help) = (text.trim(), help.trim());
        if self.json {
            let error = json!({ "error": { "code": "usage", "exit": 2, "text": text, "help": help } });
            self.error_line(&error.to_string());
            return;
        }
        let (error, remedy) = (
            self.language.pick("ত্রুটি", "error"),
            self.language.pick("করণীয়:", "help:"),
        );
        self.error_line(&format!("{error}: {text}\n  {remedy} {help}\n  [usage]"));
    }

    /// The same in the parser's own words.
    pub fn usage_in_words_of_parser(&self, words: &str) {
        // The parser puts what is wrong into the first paragraph and the usage behind it; where
        // a command is missing it answers with the help alone.
        let missing = message::ops::COMMAND_MISSING.text(self.language, &[]);
        match words.trim().strip_prefix("error: ") {
            Some(words) => {
                let (text, help) = words.split_once("\n\n").unwrap_or((words, ""));
                self.usage(text, help);
            }
            None => self.usage(&missing, words),
        }
    }

    /// A result on stdout: JSON for machines, else the text.
    ///
    /// # Errors
    /// stdout cannot be written; a reader that has left is no error.
    pub fn result(&self, value: &Value, text: impl FnOnce() -> String) -> Result<(), Problem> {
        let line = if self.json {
            serde_json::to_string_pretty(value).unwrap_or_default()
        } else {
            text()
        };
        // A command that has only problems to tell has told them on stderr.
        if line.trim_end().is_empty() {
            return Ok(());
        }
        let mut stdout = std::io::stdout().lock();
        match writeln!(stdout, "{}", line.trim_end()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Problem::new(&message::ops::OUTPUT_FAILED).because(error))
            }
            _ => Ok(()),
        }
    }

    /// A progress bar on a terminal; nothing elsewhere.
    #[must_use]
    pub fn progress(&self, total: u64) -> ProgressBar {
        if self.quiet || self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent:>3}% {msg}") {
            bar.set_style(style);
        }
        bar
    }

    /// A number as this language writes it: ১২,৩৪,৫৬৭ or 12,34,567.
    #[must_use]
    pub fn count(&self, number: u64) -> String {
        dorpon_domain::number::count_text(i64::try_from(number).unwrap_or(i64::MAX), self.language)
    }

    /// Digits as this language writes them.
    #[must_use]
    pub fn digits(&self, text: &str) -> String {
        match self.language {
            Language::Bangla => dorpon_domain::number::bangla_digits(text),
            Language::English => text.to_owned(),
        }
    }

    /// A period of a file as this language writes it: ২০২১-২২ ১ম কিস্তি or 2021-22-Q1.
    #[must_use]
    pub fn period(&self, period: &str) -> String {
        dorpon_domain::fiscal::period_text(period, self.language)
    }

    fn error_line(&self, text: &str) {
        // Nothing can be told where stderr itself is gone.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}
