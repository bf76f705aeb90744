//! The report of a linkage: its tables and facts, and the PDF.

use std::collections::BTreeMap;
use std::path::Path;

use dorpon_catalog::ReportCatalog;
use dorpon_catalog::report::{Report, ReportColumn, ReportSubject};
use dorpon_catalog::source::ReportFiles;
use dorpon_domain::language::{Bilingual, Language};
use dorpon_domain::message;
use dorpon_domain::number::bangla_digits;
use dorpon_domain::problem::Problem;
use dorpon_linkage::evaluation::{Interval, Tally};
use dorpon_linkage::score::BAR;
use dorpon_linkage::weights::weight_of;
use dorpon_linkage::{Input, LinkOutcome, LinkRequest};
use dorpon_render::press::{Order, Press};
use dorpon_render::table::{Cell, Column, Table};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::answer::Grouping;
use super::level_text;

/// The file in the folder of the results.
pub(super) const FILE: &str = "report.pdf";

/// The report below `reports/`.
const REPORT: &str = "operator_linkage";

/// A histogram has no more bars than this: they are made wider instead.
const MOST_BARS: f64 = 24.0;

/// The report of a linkage among all reports.
///
/// # Errors
/// A workspace's own file in its place that is broken or of another kind.
pub(super) fn report(reports: &ReportCatalog) -> Result<&Report, Problem> {
    if let Some(problem) = reports.broken.get(REPORT) {
        return Err(problem.clone());
    }
    reports
        .reports
        .get(REPORT)
        .filter(|report| report.front.subject == ReportSubject::Linkage)
        .ok_or_else(|| Problem::new(&message::linkage::REPORT_ABSENT).with("report", REPORT))
}

/// What is printed.
pub(super) struct Paper<'a> {
    pub(super) report: &'a Report,
    pub(super) request: &'a LinkRequest,
    pub(super) outcome: &'a LinkOutcome,
    pub(super) made_on: Date,
    pub(super) language: Language,
}

impl Paper<'_> {
    /// Sets the report.
    ///
    /// # Errors
    /// A template that does not fit, fonts that cannot be read.
    pub(super) fn pdf(&self, files: &ReportFiles) -> Result<Vec<u8>, Problem> {
        let tables = self.tables();
        let facts = self.facts();
        let order = Order {
            report: self.report,
            language: self.language,
            tables: &tables,
            facts: &facts,
            identity: &format!("{REPORT}-{}-{}", self.request.model.digest, self.made_on),
        };
        Press::new(files)?.set(&order)?.pdf()
    }

    fn facts(&self) -> Value {
        let (model, outcome) = (&self.request.model, self.outcome);
        let grouping = Grouping::of(outcome, model);
        let file = Path::new(&model.path).file_name();
        json!({
            "report": self.report.name,
            "linkage": {
                "summary": model.summary.text(self.language),
                "made_on": self.made_on.to_string(),
                "model": file.map(|name| name.to_string_lossy().into_owned()),
                "version": model.version,
                "digest": model.digest.get(..12),
                "dorpon": env!("CARGO_PKG_VERSION"),
                "seed": outcome.weights.seed.to_string(),
                "is_learnt": self.request.weights.is_none(),
                "has_relatives": outcome.weights.relatives > 0.0,
                "learnt_from": outcome.weights.records,
                "threshold": model.threshold.as_ref().to_string(),
                "threshold_weight": format!("{:.1}", weight_of(*model.threshold.as_ref())),
                "keep": model.keep.as_ref().to_string(),
                "records": outcome.ids.len(),
                "compared": outcome.pairs.compared.iter().sum::<u64>(),
                "kept": outcome.pairs.kept.len(),
                "matches": grouping.matches,
                "clusters": grouping.clusters(),
                "clustered": grouping.clustered(),
                "alone": grouping.alone,
                "divided": outcome.clusters.divided,
                "groups_held": outcome.clusters.held.len(),
                "records_held": grouping.held_records,
            },
        })
    }

    /// The tables by name; those of a truth have no rows where none was given.
    fn tables(&self) -> BTreeMap<String, Table> {
        [
            ("file", self.files()),
            ("size", self.sizes()),
            ("weight", self.weights()),
            ("blocking", self.blocking()),
            ("histogram", self.histogram()),
            ("measure", self.measures()),
            ("curve", self.curve()),
            ("rule_recall", self.rule_recall()),
        ]
        .into_iter()
        .map(|(name, (columns, rows))| (name.to_owned(), self.table(name, columns, rows)))
        .collect()
    }

    /// A table with the headings of the front matter.
    fn table(&self, name: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
        let input = self.report.front.input.get(name);
        let columns = columns.iter().map(|column| {
            let described = input.and_then(|input| input.column.get(*column));
            let ReportColumn { bn, en, unit } = described.cloned().unwrap_or_else(|| ReportColumn {
                bn: (*column).to_owned(),
                en: (*column).to_owned(),
                unit: Default::default(),
            });
            Column {
                name: (*column).to_owned(),
                heading: Bilingual { bn, en },
                unit,
            }
        });
        Table {
            title: input.and_then(|input| input.title.clone()),
            columns: columns.collect(),
            rows,
        }
    }

    fn files(&self) -> (&'static [&'static str], Vec<Vec<Cell>>) {
        let inputs = self.request.inputs.iter().zip(&self.outcome.records_by_input);
        let rows = inputs.map(|(input, records)| {
            let name = match input {
                Input::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
                Input::Batches(name, _) => Some(name.clone()),
            };
            vec![name.map_or(Cell::Missing, Cell::Text), count(*records)]
        });
        (&["file_name", "record_count"], rows.collect())
    }

    fn sizes(&self) -> (&'static [&'static str], Vec<Vec<Cell>>) {
        let grouping = Grouping::of(self.outcome, &self.request.model);
        let rows = grouping.sizes.iter();
        let rows = rows.map(|(size, clusters)| vec![count(*size), count(*clusters), count(size * clusters)]);
        (&["size", "cluster_count", "record_count"], rows.collect())
    }

    fn weights(&self) -> (&'static [&'static str], Vec<Vec<Cell>>) {
        let model = &self.request.model;
        let mut rows = Vec::new();
        for (comparison, levels) in &self.outcome.charts.weights {
            let title = level_text::comparison(model, comparison, self.language);
            for (level, weight) in levels {
                rows.push(vec![
                    Cell::Text(title.to_owned()),
                    Cell::Text(level_text::level(model, level, self.language)),
                    decimal(*weight, 1),
                ]);
            }
        }
        (&["comparison_name", "level_name", "match_weight"], rows)
    }

    fn blocking(&self) -> (&'static [&'static str], Vec<Vec<Cell>>) {
        let charts = self.outcome.charts.blocking.iter();
        let rows = charts
            .zip(&self.outcome.count.rules)
            .map(|((rule, pairs, compared), counted)| {
                vec![
                    Cell::Text(rule.clone()),
                    count(*pairs),
                    count(*compared),
                    count(counted.blocks),
                    counted
                        .largest_blocks
                        .first()
                        .map_or(Cell::Missing, |size| count(*size)),
                ]
            });
        (
            &["rule", "pair_count", "compared_count", "block_count", "largest_count"],
            rows.collect(),
        )
    }

    /// Kept pairs by match weight, bars without pairs included.
    fn histogram(&self) -> (&'static [&'static str], Vec<Vec<Cell>>) {
        let found = &self.outcome.charts.histogram;
        let (first, last) = match (found.first(), found.last()) {
            (Some((first, _)), Some((last, _))) => (*first, *last),
            _ => return (&["weight", "pair_count"], Vec::new()),
        };
        let width = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0]
            .map(|factor| factor * BAR)
            .into_iter()
            .find(|width| (last - first) / width < MOST_BARS - 1.0)
            .unwrap_or(100.0 * BAR);
        let mut low = (first / width).floor() * width;
        let mut rows = Vec::new();
        while low <= last {
            let inside = found
                .iter()
                .filter(|(weight, _)| *weight >= low && *weight < low + width);
            let pairs = inside.map(|(_, pairs)| pairs).sum();
            rows.push(vec![Cell::Text(self.weight_range(low, low + width)), count(pairs)]);
            low += width;
        }
        (&["weight", "pair_count"], rows)
    }

    fn measures(&self) -> (&'static [&'static str], Vec<Vec<Cell>>) {
        let columns: &[&str] = &["what", "precision", "recall", "f1", "wrong_count", "missed_count"];
        let Some(found) = &self.outcome.evaluation else {
            return (columns, Vec::new());
        };
        let pick = |bn: &'static str, en: &'static str| self.language.pick(bn, en).to_owned();
        let row = |what: String, tally: Tally| {
            vec![
                Cell::Text(what),
                Cell::Text(self.interval(tally.precision())),
                Cell::Text(self.interval(tally.recall())),
                Cell::Text(self.interval(tally.f1())),
                count(tally.wrong),
                count(tally.missed),
            ]
        };
        let best = format!(
            "{} ({})",
            pick("জোড়া, সেরা গ্রহণসীমায়", "pairs at the best threshold"),
            self.digits(&format!("{:.1}", found.best.weight))
        );
        let rows = vec![
            row(
                pick("জোড়া, মডেলের গ্রহণসীমায়", "pairs at the model's threshold"),
                found.pairs,
            ),
            row(pick("গুচ্ছের ভেতরের জোড়া", "pairs within groups"), found.clusters),
            row(best, found.best.tally),
        ];
        (columns, rows)
    }

    /// The threshold curve, from low weights to high ones.
    fn curve(&self) -> (&'static [&'static str], Vec<Vec<Cell>>) {
        let points = self
            .outcome
            .evaluation
            .iter()
            .flat_map(|found| found.curve.iter().rev());
        let rows = points.map(|point| {
            vec![
                Cell::Text(self.digits(&format!("{:.0}", point.weight))),
                decimal(point.tally.precision().value, 4),
                decimal(point.tally.recall().value, 4),
                decimal(point.tally.f1().value, 4),
            ]
        });
        (&["weight", "precision", "recall", "f1"], rows.collect())
    }

    fn rule_recall(&self) -> (&'static [&'static str], Vec<Vec<Cell>>) {
        let found = self.outcome.evaluation.iter();
        let all = self.language.pick("সব নিয়ম মিলিয়ে", "all rules together");
        let rules = found.flat_map(|found| {
            let rules = found.rules.iter().map(|(rule, recall)| (rule.as_str(), *recall));
            rules.chain([(all, found.reach)])
        });
        let rows = rules.map(|(rule, recall)| {
            vec![
                Cell::Text(rule.to_owned()),
                decimal(recall.value, 4),
                decimal(recall.low, 4),
                decimal(recall.high, 4),
            ]
        });
        (&["rule", "recall", "recall_low", "recall_high"], rows.collect())
    }

    fn digits(&self, text: &str) -> String {
        match self.language {
            Language::Bangla => bangla_digits(text),
            Language::English => text.to_owned(),
        }
    }

    fn weight_range(&self, low: f64, high: f64) -> String {
        let (low, high) = (self.digits(&format!("{low:.0}")), self.digits(&format!("{high:.0}")));
        match self.language {
            Language::Bangla => format!("{low} থেকে {high}"),
            Language::English => format!("{low} to {high}"),
        }
    }

    /// `0.9931 (0.9901–0.9952)`.
    fn interval(&self, share: Interval) -> String {
        self.digits(&format!("{:.4} ({:.4}–{:.4})", share.value, share.low, share.high))
    }
}

fn count(number: u64) -> Cell {
    Cell::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A measure with so many decimals.
fn decimal(value: f64, scale: u32) -> Cell {
    if !value.is_finite() {
        return Cell::Missing;
    }
    let shifted = value * 10_f64.powi(scale.cast_signed());
    Cell::Decimal {
        mantissa: shifted.round() as i128,
        scale,
    }
}
