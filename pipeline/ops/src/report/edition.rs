//! `run --reports`: every public report of every area of a level that the run has figures of.
//!
//! Reports are printed side by side, each by itself: one that cannot be printed is told and holds up no other. The files are
//! the same whatever the number of threads.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use dorpon_catalog::model::Layer;
use dorpon_catalog::report::{Report, ReportClass, ReportSubject};
use dorpon_cli::{Access, ReportOrder};
use dorpon_domain::parallel::in_order;
use dorpon_domain::problem::Problem;

use super::Printer;
use crate::published::PublishedRun;
use crate::screen::Screen;

/// What was printed of a run.
#[derive(Debug, Default)]
pub struct Edition {
    /// The areas, by code.
    pub areas: BTreeSet<String>,
    /// Reports that were printed.
    pub reports: usize,
    /// Their files, by name.
    pub files: Vec<PathBuf>,
    /// Exit code of the first report, by name and area, that could not be printed; 0 where all were.
    pub exit: u8,
}

/// Prints the reports of these levels.
///
/// # Errors
/// Nothing published; a report or template that cannot be read. What is wrong with a single report is told on the screen.
pub fn print(workspace: &Path, levels: &[String], formats: &[String], screen: &Screen) -> Result<Edition, Problem> {
    let printer = Printer::open(workspace)?;
    let run = PublishedRun::open(workspace, &Access::default())?;
    let mut edition = Edition::default();
    let mut orders: Vec<ReportOrder> = Vec::new();
    for level in levels.iter().collect::<BTreeSet<_>>() {
        let areas = areas_of(&run, level)?;
        for report in printer
            .catalog
            .reports
            .values()
            .filter(|report| is_printed(report, level))
        {
            orders.extend(areas.iter().map(|area| ReportOrder {
                name: report.name.clone(),
                area: Some(area.clone()),
                formats: formats.to_vec(),
                ..ReportOrder::default()
            }));
        }
        edition.areas.extend(areas);
    }
    let threads = run.bench.threads();
    drop(run);
    for problem in printer.catalog.broken.values() {
        screen.problem(problem);
        edition.exit = edition.exit.max(problem.exit());
    }
    let bar = screen.progress(orders.len() as u64);
    let answers = in_order(
        threads,
        orders.len(),
        || PublishedRun::open(workspace, &Access::default()),
        |run, task| {
            let order = orders.get(task)?;
            let printed = printer.order(order).and_then(|report| {
                let run = run.as_mut().map_err(|problem| problem.clone())?;
                printer.print_of(run, report, order, screen)
            });
            bar.inc(1);
            Some(printed)
        },
    );
    bar.finish_and_clear();
    for answer in answers.into_iter().flatten() {
        match answer {
            Ok(files) => {
                edition.reports += 1;
                edition.files.extend(files);
            }
            Err(problem) => {
                screen.problem(&problem);
                if edition.exit == 0 {
                    edition.exit = problem.exit();
                }
            }
        }
    }
    Ok(edition)
}

/// Whether a report is one of the run, public, and made for areas of this level.
fn is_printed(report: &Report, level: &str) -> bool {
    let front = &report.front;
    front.subject == ReportSubject::Run
        && front.class == ReportClass::Public
        && !front.asks_hazard
        && front.area_level.iter().any(|known| known == level)
}

/// The areas of a level of which a released table has a row.
fn areas_of(run: &PublishedRun, level: &str) -> Result<BTreeSet<String>, Problem> {
    let mut areas = BTreeSet::new();
    for model in run.bench.catalog.models.values() {
        let is_of_areas = ["area_code", "area_level"]
            .iter()
            .all(|column| model.front.column.contains_key(*column));
        let table = format!("{}.{}", Layer::Release.name(), model.name);
        if !is_of_areas || !run.tables.iter().any(|(_, known)| *known == table) {
            continue;
        }
        let sql = format!(
            "select distinct area.area_code from {table} as area \
             inner join reference.area as known on area.area_code = known.area_code where area.area_level = '{level}'"
        );
        areas.extend(run.session.texts(&model.path, &sql)?);
    }
    Ok(areas)
}
