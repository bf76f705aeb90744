//! The press: sets reports and prints them as PDF and page images.
//!
//! One press serves a whole process and any number of threads: fonts, library and templates are read once. Each
//! report gets a desk of its own with fixed virtual paths: `/report.typ`, `/data.json`, `/chart/<name>.typ`, and the
//! shared `/template/…` and `/strings/…`.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use dorpon_catalog::report::Report;
use dorpon_catalog::source::ReportFiles;
use dorpon_domain::language::Language;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, Scalar};
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_render::RenderOptions;

use crate::boundary::Boundaries;
use crate::chart;
use crate::chart::text_measure::TextMeasure;
use crate::formatter;
use crate::reading_order;
use crate::table::{Cell, Table, decimal_literal};
use crate::world::{Desk, Shelf, file_id};

/// Points of a page image per inch of paper are 72; this many dots for each.
const DOTS_PER_POINT: f64 = 2.0;

/// Everything that is the same for all reports of a process.
pub struct Press {
    shelf: Arc<Shelf>,
    shared: HashMap<FileId, Source>,
    measure: TextMeasure,
    boundaries: Boundaries,
}

/// One report to print.
pub struct Order<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its language.
    pub language: Language,
    /// Its tables by name.
    pub tables: &'a BTreeMap<String, Table>,
    /// Facts of the run, the area and the printing, as the template reads them: `report.run`, `report.area` …
    pub facts: &'a Value,
    /// What identifies this document for ever, whatever its content: run, report, area, language.
    pub identity: &'a str,
}

/// A report that has been set.
pub struct Printed {
    document: PagedDocument,
    report: String,
    identity: String,
    desk: Desk,
}

impl Press {
    /// Reads fonts, templates and strings.
    ///
    /// # Errors
    /// `render.font_unreadable`; `render.boundary_unreadable`; a template that is not UTF-8.
    pub fn new(files: &ReportFiles) -> Result<Self, Problem> {
        let mut fonts = Vec::new();
        let mut shared = HashMap::new();
        for (path, file) in files {
            if path.ends_with(".ttf") || path.ends_with(".otf") {
                let before = fonts.len();
                fonts.extend(Font::iter(Bytes::new(file.content.clone())));
                if fonts.len() == before {
                    return Err(Problem::new(&message::render::FONT_UNREADABLE).with("path", path));
                }
            } else if path.starts_with("template/") || path.starts_with("strings/") {
                let text = std::str::from_utf8(&file.content).map_err(|error| {
                    Problem::new(&message::catalog::FILE_UNREADABLE)
                        .with("path", path)
                        .because(error)
                })?;
                if let Some(id) = file_id(path) {
                    shared.insert(id, Source::new(id, text.to_owned()));
                }
            }
        }
        let mut library = Library::builder()
            .with_features([Feature::A11yExtras].into_iter().collect())
            .build();
        formatter::define(library.global.scope_mut());
        Ok(Self {
            measure: TextMeasure::new(&fonts),
            boundaries: Boundaries::read(files)?,
            shelf: Arc::new(Shelf {
                library: LazyHash::new(library),
                book: LazyHash::new(FontBook::from_fonts(&fonts)),
                fonts,
            }),
            shared,
        })
    }

    /// Sets a report.
    ///
    /// # Errors
    /// `render.report_failed` at the line of the report or template; `render.chart_failed`.
    pub fn set(&self, order: &Order<'_>) -> Result<Printed, Problem> {
        let desk = self.desk(order)?;
        let compiled = typst::compile::<PagedDocument>(&desk);
        // Each report computes anew; what is kept of one only fills the memory.
        comemo::evict(0);
        let document = compiled
            .output
            .map_err(|errors| failure(&desk, &order.report.path, errors.iter()))?;
        Ok(Printed {
            document: reading_order::with_closed_groups(&document),
            report: order.report.path.clone(),
            identity: order.identity.to_owned(),
            desk,
        })
    }

    /// The files that a report is set from, by their virtual paths without the leading slash: what another program
    /// that knows Typst and the functions `format-…` would be given.
    ///
    /// # Errors
    /// `render.chart_failed`.
    pub fn files(&self, order: &Order<'_>) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
        let desk = self.desk(order)?;
        let name = |id: &FileId| id.vpath().get_without_slash().to_owned();
        let sources = desk.sources.iter();
        let sources = sources.map(|(id, source)| (name(id), source.text().as_bytes().to_vec()));
        let files = desk.files.iter().map(|(id, file)| (name(id), file.to_vec()));
        Ok(sources.chain(files).collect())
    }

    /// Lays out the files of a report.
    fn desk(&self, order: &Order<'_>) -> Result<Desk, Problem> {
        let mut desk = Desk {
            shelf: Arc::clone(&self.shelf),
            main: self.id("report.typ", order)?,
            files: HashMap::new(),
            sources: self.shared.clone(),
        };
        let main = Source::new(desk.main, order.report.text.clone());
        desk.sources.insert(desk.main, main);
        let mut charts = serde_json::Map::new();
        for (name, chart) in &order.report.front.chart {
            let Some(table) = order.tables.get(&chart.input) else {
                continue;
            };
            let drawing = chart::draw(name, chart, table, order.language, &self.measure, &self.boundaries)?;
            let path = self.id(&format!("chart/{name}.typ"), order)?;
            desk.sources.insert(path, Source::new(path, drawing.typst));
            charts.insert(
                name.clone(),
                json!({
                    "alt": drawing.alternative_text,
                    "caption": chart.caption.text(order.language),
                    "is_empty": drawing.is_empty,
                }),
            );
        }
        let mut data = order.facts.clone();
        if let Some(fields) = data.as_object_mut() {
            fields.insert("language".to_owned(), order.language.code().into());
            fields.insert("title".to_owned(), order.report.front.title.text(order.language).into());
            fields.insert("charts".to_owned(), charts.into());
            let tables = order.tables.iter();
            let tables = tables.map(|(name, table)| (name.clone(), self.rows(table, order.language)));
            fields.insert("tables".to_owned(), Value::Object(tables.collect()));
        }
        let data = self.printable(data);
        desk.files
            .insert(self.id("data.json", order)?, Bytes::from_string(data.to_string()));
        Ok(desk)
    }

    fn id(&self, path: &str, order: &Order<'_>) -> Result<FileId, Problem> {
        file_id(path).ok_or_else(|| {
            Problem::new(&message::render::REPORT_FAILED)
                .with("report", &order.report.path)
                .with("what", path)
        })
    }

    /// A table as the data file holds it: headings by column, rows as dictionaries.
    fn rows(&self, table: &Table, language: Language) -> Value {
        let headings: serde_json::Map<String, Value> = table
            .columns
            .iter()
            .map(|column| (column.name.clone(), column.heading.text(language).into()))
            .collect();
        let rows: Vec<Value> = table
            .rows
            .iter()
            .map(|row| {
                let cells = table.columns.iter().zip(row);
                Value::Object(
                    cells
                        .map(|(column, cell)| (column.name.clone(), data_value(cell)))
                        .collect(),
                )
            })
            .collect();
        json!({ "headings": headings, "rows": rows })
    }

    /// The data with every letter that no font has replaced, so that one odd name cannot stop a list.
    fn printable(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.measure.printable(&text)),
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.printable(item)).collect()),
            Value::Object(fields) => Value::Object(
                fields
                    .into_iter()
                    .map(|(name, value)| (name, self.printable(value)))
                    .collect(),
            ),
            other => other,
        }
    }
}

impl Printed {
    /// How many pages it has.
    #[must_use]
    pub fn page_count(&self) -> usize {
        self.document.pages().len()
    }

    /// The PDF, as PDF/A-2a and PDF/UA-1.
    ///
    /// # Errors
    /// `render.standard_failed` with what breaks either.
    pub fn pdf(&self) -> Result<Vec<u8>, Problem> {
        let broken = |what: String| {
            Problem::new(&message::render::STANDARD_FAILED)
                .with("report", &self.report)
                .with("what", what)
        };
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|error| broken(error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(self.identity.clone()),
            creator: Smart::Custom(Some(concat!("Dorpon ", env!("CARGO_PKG_VERSION")).to_owned())),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&self.document, &options).map_err(|errors| broken(describe(&self.desk, errors.iter())))
    }

    /// One page as PNG; pages count from 1.
    ///
    /// # Errors
    /// `render.page_absent`; an image that cannot be encoded.
    pub fn page_image(&self, page: usize) -> Result<Vec<u8>, Problem> {
        let absent = || {
            Problem::new(&message::render::PAGE_ABSENT)
                .with("page", page)
                .with("pages", self.page_count())
        };
        let sheet = page.checked_sub(1).and_then(|index| self.document.pages().get(index));
        let options = RenderOptions {
            pixel_per_pt: Scalar::new(DOTS_PER_POINT),
            render_bleed: false,
        };
        typst_render::render(sheet.ok_or_else(absent)?, &options)
            .encode_png()
            .map_err(|error| {
                Problem::new(&message::render::REPORT_FAILED)
                    .with("report", &self.report)
                    .with("what", error)
            })
    }
}

fn data_value(cell: &Cell) -> Value {
    match cell {
        Cell::Missing => Value::Null,
        Cell::Text(text) => text.as_str().into(),
        Cell::Integer(number) => (*number).into(),
        Cell::Decimal { mantissa, scale } => decimal_literal(*mantissa, *scale).into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Boolean(value) => (*value).into(),
        Cell::List(cells) => cells.iter().map(data_value).collect(),
    }
}

fn failure<'a>(desk: &Desk, report: &str, errors: impl Iterator<Item = &'a SourceDiagnostic>) -> Problem {
    Problem::new(&message::render::REPORT_FAILED)
        .with("report", report)
        .with("what", describe(desk, errors))
}

/// Diagnostics as `file:line: what (hint)`, separated by semicolons.
fn describe<'a>(desk: &Desk, errors: impl Iterator<Item = &'a SourceDiagnostic>) -> String {
    let texts: Vec<String> = errors
        .map(|error| {
            let place = error.span.id().and_then(|id| {
                let source = desk.source(id).ok()?;
                let range = desk.range(error.span)?;
                let line = source.lines().byte_to_line(range.start)? + 1;
                Some(format!("{}:{line}: ", id.vpath().get_without_slash()))
            });
            let hints: String = error.hints.iter().map(|hint| format!(" ({})", hint.v)).collect();
            format!("{}{}{hints}", place.unwrap_or_default(), error.message)
        })
        .collect();
    texts.join("; ")
}
