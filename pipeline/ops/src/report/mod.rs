//! `report` and `list`: a report of the published run on paper, as PDF, workbook, CSV or page images.
//!
//! A public report reads `release` and `reference`; a restricted one names people, wants a purpose and an officer,
//! and is in the audit log before anything of it is written. Both read only the published run.

mod area;
pub mod edition;
mod facts;
mod last_year;
mod paper;
mod result_table;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use dorpon_catalog::ReportCatalog;
use dorpon_catalog::model::Layer;
use dorpon_catalog::report::{Report, ReportClass, ReportSubject};
use dorpon_catalog::source::Origin;
use dorpon_cli::{Access, ReportOrder};
use dorpon_domain::geography::read_area_code;
use dorpon_domain::language::Language;
use dorpon_domain::message;
use dorpon_domain::parallel::in_order;
use dorpon_domain::problem::Problem;
use dorpon_lake::state::AuditState;
use dorpon_render::press::Press;
use dorpon_render::table::{Cell, Table};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock;
use crate::published::PublishedRun;
use crate::screen::Screen;
use crate::watch::Watch;
pub use area::{COUNTRY, ReportArea};
use facts::Issue;
use paper::Paper;

/// Prints a report and says where it lies.
///
/// # Errors
/// An unknown report, area or hazard; a restricted report without purpose and officer; nothing published; a report
/// that cannot be set.
pub fn perform(workspace: &Path, order: &ReportOrder, screen: &Screen) -> Result<u8, Problem> {
    let printer = Printer::open(workspace)?;
    let files = printer.print(workspace, order, screen)?;
    let lines: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    screen.result(&json!({ "files": lines }), || lines.join("\n"))?;
    Ok(0)
}

/// Most letters of a purpose, an officer and an office: all three stand in the footer of every page.
const LONGEST_MARK: usize = 120;

/// The reports and the press of one workspace: fonts and templates are read once for any number of reports.
pub struct Printer {
    catalog: ReportCatalog,
    press: Press,
}

impl Printer {
    /// Reads reports, templates and fonts, those of the workspace over the shipped ones.
    ///
    /// # Errors
    /// A file that cannot be read or does not have its form.
    pub fn open(workspace: &Path) -> Result<Self, Problem> {
        let catalog = ReportCatalog::load(Some(&workspace.join("reports")))?;
        let press = Press::new(&catalog.files)?;
        Ok(Self { catalog, press })
    }

    /// Prints one report; answers with the files written.
    ///
    /// # Errors
    /// As [`perform`].
    pub fn print(
        &self,
        workspace: &Path,
        order: &ReportOrder,
        screen: &Screen,
    ) -> Result<Vec<std::path::PathBuf>, Problem> {
        let report = self.order(order)?;
        let is_restricted = report.front.class == ReportClass::Restricted;
        let access = Access {
            layer: Some(
                if is_restricted { Layer::Mart } else { Layer::Release }
                    .name()
                    .to_owned(),
            ),
            ..order.access.clone()
        };
        let mut run = PublishedRun::open(workspace, &access)?;
        self.print_of(&mut run, report, order, screen)
    }

    /// The report that an order names.
    fn order(&self, order: &ReportOrder) -> Result<&Report, Problem> {
        if let Some(problem) = self.catalog.broken.get(&order.name) {
            return Err(problem.clone());
        }
        for text in [&order.access.purpose, &order.access.officer, &order.access.office] {
            let length = text.as_deref().map_or(0, |text| text.chars().count());
            if length > LONGEST_MARK {
                return Err(Problem::new(&message::ops::MARK_TOO_LONG)
                    .with("length", length)
                    .with("most", LONGEST_MARK));
            }
        }
        let report = self.catalog.reports.get(&order.name).ok_or_else(|| {
            let of_run = |report: &&Report| report.front.subject == ReportSubject::Run;
            let known = self.catalog.reports.values().filter(of_run);
            let known: Vec<&str> = known.map(|report| report.name.as_str()).collect();
            Problem::new(&message::ops::REPORT_UNKNOWN)
                .with("report", &order.name)
                .with("known", known.join(", "))
        })?;
        if report.front.subject == ReportSubject::Linkage {
            return Err(Problem::new(&message::ops::REPORT_OF_LINKAGE).with("report", &order.name));
        }
        Ok(report)
    }

    /// Prints one report of a run that was opened for it; one run serves many reports in turn.
    fn print_of(
        &self,
        run: &mut PublishedRun,
        report: &Report,
        order: &ReportOrder,
        screen: &Screen,
    ) -> Result<Vec<std::path::PathBuf>, Problem> {
        let language = screen.language;
        let is_restricted = report.front.class == ReportClass::Restricted;
        let as_of = run.session.as_of();
        let hazard = match (report.front.asks_hazard, &order.hazard) {
            (false, None) => None,
            (false, Some(_)) => {
                return Err(Problem::new(&message::ops::REPORT_ASKS_NO_HAZARD).with("report", &report.name));
            }
            (true, code) => {
                let known: Vec<&str> = run.bench.catalog.hazards.keys().map(String::as_str).collect();
                let code = code.as_deref().ok_or_else(|| {
                    Problem::new(&message::ops::HAZARD_MISSING)
                        .with("report", &report.name)
                        .with("known", known.join(", "))
                })?;
                let found = run.bench.catalog.hazards.get(code).ok_or_else(|| {
                    Problem::new(&message::ops::HAZARD_UNKNOWN)
                        .with("hazard", code)
                        .with("known", known.join(", "))
                })?;
                let signals: Vec<i64> = found.triggers.iter().map(|trigger| trigger.signal).collect();
                if let Some(signal) = order.signal.filter(|signal| !signals.contains(signal)) {
                    let known: Vec<String> = signals.iter().map(i64::to_string).collect();
                    return Err(Problem::new(&message::ops::SIGNAL_UNKNOWN)
                        .with("signal", signal)
                        .with("known", known.join(", ")));
                }
                Some(found.clone())
            }
        };
        let asked = order.area.as_deref().unwrap_or(area::COUNTRY);
        let code = read_area_code(asked).unwrap_or_else(|| asked.to_owned());
        let place = ReportArea::register(&mut run.session, &code, language)?;
        if !report.front.area_level.contains(&place.level) {
            return Err(Problem::new(&message::ops::AREA_LEVEL_UNFIT)
                .with("report", &report.name)
                .with("area", &code)
                .with("levels", report.front.area_level.join(", ")));
        }
        run.session.set_text_parameter("language", language.code());
        run.session
            .set_text_parameter("hazard", hazard.as_ref().map_or("", |hazard| &hazard.code));
        run.session
            .set_number_parameter("most", order.most.unwrap_or(i64::from(u32::MAX)));
        if is_restricted {
            log(run, order, &place, "list begun", "", 0)?;
        }
        let watch = Watch::begin(
            &report.path,
            &run.bench.workspace.settings.limits,
            run.session.spill_folder(),
            screen,
        )?;
        let compared = last_year::register(run, &last_year_tables(run, report)?)?;
        let tables = results(run, report, language)?;
        drop(watch);

        let own = self
            .catalog
            .files
            .iter()
            .filter(|(_, file)| file.origin == Origin::Workspace);
        let own: Vec<String> = own.map(|(path, _)| format!("reports/{path}")).collect();
        let mut facts = json!({
            "class": if is_restricted { "restricted" } else { "public" },
            "report": report.name,
            "run": facts::run(&run.record, own),
            "area": place.facts(),
            "sources": facts::sources(&run.record, &run.bench.catalog, as_of, language),
            "programmes": facts::programmes(&run.bench.catalog, language),
            "most": order.most,
            "last_year": compared,
        });
        let mut note = |name: &str, value: Value| {
            if let Some(fields) = facts.as_object_mut() {
                fields.insert(name.to_owned(), value);
            }
        };
        if let Some(hazard) = &hazard {
            note("hazard", facts::hazard(hazard, order.signal, language));
        }
        let mut number = None;
        if is_restricted {
            let longest = || tables.values().map(|table| table.rows.len()).max().unwrap_or_default();
            let row_count = tables.get("household").map_or_else(longest, |table| table.rows.len());
            let content_hash = content_hash(&tables);
            let issue = issue(run, order, &place, row_count, &content_hash)?;
            note("issue", issue.facts()?);
            number = Some(issue.number);
        }
        let paper = Paper {
            report,
            language,
            area: &place,
            hazard: hazard.as_ref().map(|hazard| hazard.code.as_str()),
            number: number.as_deref(),
            tables: &tables,
            facts: &facts,
            record: &run.record,
            as_of,
        };
        paper.write(&self.press, &run.bench.workspace, &order.formats, order.page)
    }
}

/// Takes the list down in the audit log and gives it its number. This comes before anything is written, so that no
/// list is out of which the log does not know.
fn issue<'a>(
    run: &PublishedRun,
    order: &'a ReportOrder,
    place: &ReportArea,
    row_count: usize,
    content_hash: &str,
) -> Result<Issue<'a>, Problem> {
    let text = |given: &'a Option<String>| given.as_deref().unwrap_or_default();
    let log = log(run, order, place, "list", content_hash, row_count)?;
    let issued_on = clock::today();
    Ok(Issue {
        purpose: text(&order.access.purpose),
        officer: text(&order.access.officer),
        office: text(&order.access.office),
        number: format!("{}-{}-{:04}", place.code, issued_on.year(), log.count),
        issued_on,
        valid_days: order.valid_days.unwrap_or(facts::VALID_DAYS),
        row_count,
        content_hash: content_hash.to_owned(),
    })
}

/// Takes down in the audit log that a list is asked for, or what was given out.
fn log(
    run: &PublishedRun,
    order: &ReportOrder,
    place: &ReportArea,
    action: &str,
    content_hash: &str,
    row_count: usize,
) -> Result<AuditState, Problem> {
    let hazard = order.hazard.as_deref().unwrap_or("-");
    let object = format!("{} {hazard} {} {content_hash}", order.name, place.code);
    run.take_down(&order.access, action, object.trim_end(), row_count)
}

/// The tables of the run of last year that the queries of a report read.
fn last_year_tables(run: &PublishedRun, report: &Report) -> Result<BTreeSet<String>, Problem> {
    let mut names = BTreeSet::new();
    for (name, input) in &report.front.input {
        let path = format!("{} [input.{name}]", report.path);
        let read = run.session.tables_read(&path, &input.sql)?;
        let read = read.iter().filter_map(|table| table.strip_prefix("report."));
        names.extend(
            read.filter(|table| table.starts_with(last_year::PREFIX))
                .map(str::to_owned),
        );
    }
    Ok(names)
}

/// Runs the queries of a report, side by side. A query may read the results of others as `report.<input>`, in whatever
/// order the front matter names them.
fn results(run: &PublishedRun, report: &Report, language: Language) -> Result<BTreeMap<String, Table>, Problem> {
    let is_restricted = report.front.class == ReportClass::Restricted;
    let mut tables = BTreeMap::new();
    let mut waiting: Vec<(&String, BTreeSet<String>)> = Vec::new();
    for (name, input) in &report.front.input {
        let path = format!("{} [input.{name}]", report.path);
        let read = run.session.tables_read(&path, &input.sql)?;
        for table in &read {
            let layer = table.split('.').next().and_then(Layer::from_name);
            let allowed = match layer {
                Some(Layer::Release | Layer::Reference | Layer::Report) => true,
                Some(Layer::Mart) => is_restricted,
                _ => false,
            };
            if !allowed {
                return Err(Problem::new(&message::ops::REPORT_READS_FORBIDDEN)
                    .with("path", path)
                    .with("table", table));
            }
        }
        let others = read
            .iter()
            .filter_map(|table| table.strip_prefix("report."))
            .filter(|table| *table != "area" && !table.starts_with(last_year::PREFIX))
            .map(str::to_owned)
            .collect();
        waiting.push((name, others));
    }
    while !waiting.is_empty() {
        let is_ready =
            |(_, others): &(&String, BTreeSet<String>)| others.iter().all(|other| tables.contains_key(other));
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
        waiting = rest;
        if ready.is_empty() {
            let names: Vec<&str> = waiting.iter().map(|(name, _)| name.as_str()).collect();
            return Err(Problem::new(&message::catalog::REPORT_INPUT_UNKNOWN)
                .with("path", &report.path)
                .with("inputs", names.join(", ")));
        }
        let answers = in_order(
            run.bench.threads(),
            ready.len(),
            || (),
            |(), task| {
                let (name, _) = ready.get(task)?;
                let input = report.front.input.get(*name)?;
                let path = format!("{} [input.{name}]", report.path);
                let answer = run.session.collect(&path, &input.sql);
                Some((*name, input, answer.map_err(|problem| run.without_values(problem))))
            },
        );
        for (name, input, answer) in answers.into_iter().flatten() {
            let (schema, batches): (SchemaRef, Vec<RecordBatch>) = answer?;
            let table = result_table::table(name, input, &schema, &batches, language)?;
            tables.insert(name.clone(), table);
            run.session.register_batches(Layer::Report, name, schema, batches)?;
        }
    }
    Ok(tables)
}

/// The first 16 hexadecimal digits of a SHA-256 over every cell of every table, in order.
fn content_hash(tables: &BTreeMap<String, Table>) -> String {
    let mut hasher = Sha256::new();
    let mut take = |text: &str| {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    };
    for (name, table) in tables {
        take(name);
        for row in &table.rows {
            for cell in row {
                take(&cell_text(cell));
            }
        }
    }
    hasher
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Missing => "-".to_owned(),
        Cell::Text(text) => format!("t{text}"),
        Cell::Integer(number) => format!("i{number}"),
        Cell::Decimal { mantissa, scale } => format!("d{mantissa}e{scale}"),
        Cell::Date(date) => format!("y{date}"),
        Cell::Boolean(value) => format!("b{value}"),
        Cell::List(cells) => cells.iter().map(cell_text).collect::<Vec<_>>().join("\u{1f}"),
    }
}
