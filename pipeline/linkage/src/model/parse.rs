//! Reads a model and says at which line it is wrong.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use dorpon_domain::message::{self, Message};
use dorpon_domain::problem::{Place, Problem};
use sha2::{Digest, Sha256};

use super::{BlockingModel, Model};
use crate::blocking::Expression;
use crate::column::ColumnKind;
use crate::comparison;

/// From fewer pairs no weight can be learnt.
const LEAST_PAIRS: u64 = 1_000;

impl Model {
    /// Reads the model of a file.
    ///
    /// # Errors
    /// A file that cannot be read, and all that [`Model::parse`] refuses.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            Problem::new(&message::linkage::MODEL_UNREADABLE)
                .with("path", &shown)
                .because(error)
        })?;
        Self::parse(&shown, &text)
    }

    /// Reads a model from its text. `path` is what messages call it.
    ///
    /// # Errors
    /// TOML of another form, unknown kinds, columns and expressions, numbers out of range; each with its line.
    pub fn parse(path: &str, text: &str) -> Result<Self, Problem> {
        let mut model: Self = toml::from_str(text).map_err(|error| {
            Problem::new(&message::linkage::MODEL_INVALID)
                .with("path", path)
                .at(place(path, text, error.span()))
                .because(error.message())
        })?;
        model.path = path.to_owned();
        for byte in Sha256::digest(text.as_bytes()) {
            let _ = write!(model.digest, "{byte:02x}");
        }
        Check { path, text }.model(&mut model)?;
        Ok(model)
    }
}

fn place(path: &str, text: &str, span: Option<Range<usize>>) -> Place {
    Place {
        file: path.to_owned(),
        row: span.map(|span| {
            let before = text.get(..span.start).unwrap_or_default();
            before.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1
        }),
        column: None,
    }
}

struct Check<'a> {
    path: &'a str,
    text: &'a str,
}

impl Check<'_> {
    fn problem(&self, message: &'static Message, span: Range<usize>) -> Problem {
        let span = (span != (0..0)).then_some(span);
        Problem::new(message)
            .with("path", self.path)
            .at(place(self.path, self.text, span))
    }

    fn unknown(&self, name: &toml::Spanned<String>, known: &str) -> Problem {
        self.problem(&message::linkage::NAME_UNKNOWN, name.span())
            .with("name", name.as_ref())
            .with("known", known)
    }

    fn within(&self, name: &str, value: &toml::Spanned<f64>, expected: &str, fits: bool) -> Result<(), Problem> {
        if fits && value.as_ref().is_finite() {
            return Ok(());
        }
        Err(self
            .problem(&message::linkage::VALUE_OUT_OF_RANGE, value.span())
            .with("name", name)
            .with("expected", expected))
    }

    fn model(&self, model: &mut Model) -> Result<(), Problem> {
        let share = |value: f64| value > 0.0 && value < 1.0;
        self.within(
            "threshold",
            &model.threshold,
            "0 < x < 1",
            share(*model.threshold.as_ref()),
        )?;
        self.within("keep", &model.keep, "0 < x < 1", share(*model.keep.as_ref()))?;
        let recall = *model.training.recall.as_ref();
        self.within(
            "recall",
            &model.training.recall,
            "0 < x ≤ 1",
            recall > 0.0 && recall <= 1.0,
        )?;
        let density = &model.cluster.density;
        self.within("density", density, "0 ≤ x ≤ 1", (0.0..=1.0).contains(density.as_ref()))?;
        for (name, value, least) in [
            ("random_pairs", &model.training.random_pairs, LEAST_PAIRS),
            ("pairs", &model.training.pairs, LEAST_PAIRS),
            ("largest", &model.cluster.largest, 2),
        ] {
            if *value.as_ref() < least {
                return Err(self
                    .problem(&message::linkage::VALUE_OUT_OF_RANGE, value.span())
                    .with("name", name)
                    .with("expected", format!("≥ {least}")));
            }
        }
        for column in model.column.values() {
            if ColumnKind::parse(column.kind.as_ref()).is_none() {
                return Err(self.unknown(&column.kind, &ColumnKind::names()));
            }
        }
        self.comparisons(model)?;
        let training = &model.training;
        if model.blocking.is_empty() || training.blocking.is_empty() || training.deterministic.is_empty() {
            return Err(self
                .problem(&message::linkage::VALUE_OUT_OF_RANGE, 0..0)
                .with("name", "blocking, training.blocking, training.deterministic")
                .with("expected", "≥ 1"));
        }
        for rule in model
            .blocking
            .iter()
            .chain(&training.blocking)
            .chain(&training.deterministic)
            .chain(&training.relatives)
        {
            self.rule(model, rule)?;
        }
        let training = &mut model.training;
        for rule in model
            .blocking
            .iter_mut()
            .chain(&mut training.blocking)
            .chain(&mut training.deterministic)
            .chain(&mut training.relatives)
        {
            if rule.name.is_empty() {
                rule.name = rule_name(rule);
            }
        }
        Ok(())
    }

    fn comparisons(&self, model: &Model) -> Result<(), Problem> {
        let mut seen: Vec<&str> = Vec::new();
        for comparison in &model.comparison {
            let name = comparison.name.as_ref();
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            if name.is_empty() || !name.bytes().all(plain) || seen.contains(&name.as_str()) {
                return Err(self
                    .problem(&message::linkage::MODEL_INVALID, comparison.name.span())
                    .because("names of comparisons are snake_case and differ"));
            }
            seen.push(name);
            let Some(kind) = comparison::find(comparison.kind.as_ref()) else {
                return Err(self.unknown(&comparison.kind, &comparison::names()));
            };
            if !kind.column_count.contains(&comparison.columns.len()) {
                let (least, most) = (kind.column_count.start(), kind.column_count.end());
                return Err(self
                    .problem(&message::linkage::COLUMN_COUNT_UNFIT, comparison.name.span())
                    .with("name", name)
                    .with(
                        "expected",
                        if least == most {
                            least.to_string()
                        } else {
                            format!("{least}–{most}")
                        },
                    ));
            }
            for column in &comparison.columns {
                let found = self.column(model, column)?;
                if !kind.column_kinds.contains(&found) {
                    let known: Vec<&str> = kind.column_kinds.iter().map(|kind| kind.name()).collect();
                    return Err(self
                        .problem(&message::linkage::COLUMN_KIND_UNFIT, column.span())
                        .with("comparison", name)
                        .with("kind", found.name())
                        .with("known", known.join(", ")));
                }
            }
            if let Some(factor) = &comparison.term_frequency {
                self.within(
                    "term_frequency",
                    factor,
                    "0 ≤ x ≤ 1",
                    (0.0..=1.0).contains(factor.as_ref()),
                )?;
            }
            if let Some(limits) = &comparison.limits {
                let values = limits.as_ref();
                if values.len() > 8 || !values.iter().all(|limit| limit.is_finite() && *limit >= 0.0) {
                    return Err(self
                        .problem(&message::linkage::VALUE_OUT_OF_RANGE, limits.span())
                        .with("name", "limits")
                        .with("expected", "≥ 0, ≤ 8 ×"));
                }
            }
        }
        if model.comparison.is_empty() || model.comparison.len() > comparison::MOST {
            return Err(self
                .problem(&message::linkage::VALUE_OUT_OF_RANGE, 0..0)
                .with("name", "comparison")
                .with("expected", format!("1–{} ×", comparison::MOST)));
        }
        Ok(())
    }

    fn column(&self, model: &Model, name: &toml::Spanned<String>) -> Result<ColumnKind, Problem> {
        let found = model.column.get(name.as_ref());
        match found.and_then(|column| ColumnKind::parse(column.kind.as_ref())) {
            Some(kind) => Ok(kind),
            None => {
                let known: Vec<&str> = model.column.keys().map(String::as_str).collect();
                Err(self.unknown(name, &known.join(", ")))
            }
        }
    }

    fn rule(&self, model: &Model, rule: &BlockingModel) -> Result<(), Problem> {
        let uneven = !rule.swapped.is_empty() && rule.swapped.len() != rule.keys.len();
        if rule.keys.is_empty() || uneven {
            let span = rule.keys.first().map_or(0..0, toml::Spanned::span);
            return Err(self
                .problem(&message::linkage::COLUMN_COUNT_UNFIT, span)
                .with("name", "keys")
                .with(
                    "expected",
                    if uneven {
                        rule.swapped.len().to_string()
                    } else {
                        "≥ 1".to_owned()
                    },
                ));
        }
        for key in rule.keys.iter().chain(&rule.swapped) {
            let column = key.as_ref().split('.').next().unwrap_or_default();
            let named = toml::Spanned::new(key.span(), column.to_owned());
            let kind = self.column(model, &named)?;
            if Expression::parse(key.as_ref(), kind).is_none() {
                return Err(self.unknown(key, &Expression::known(column, kind)));
            }
        }
        Ok(())
    }
}

fn rule_name(rule: &BlockingModel) -> String {
    let join = |keys: &[super::Name]| {
        keys.iter()
            .map(|key| key.as_ref().as_str())
            .collect::<Vec<_>>()
            .join(" + ")
    };
    if rule.swapped.is_empty() {
        join(&rule.keys)
    } else {
        format!("{} = {}", join(&rule.keys), join(&rule.swapped))
    }
}
