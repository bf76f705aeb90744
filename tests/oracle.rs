//! A second computation of the main figures: a plain loop over the files of `sample-data/extracts`.
//!
//! It knows nothing of the generator, of the ingest or of SQL: it has its own small readers for
//! what those files contain and follows the rules of the figures by hand. Who is who it is told by
//! `truth/record_person.csv`: it counts, and does not link.
//! Two programs that agree by accident to the last person are unlikely. It reads the sample
//! and nothing else: it is no ingest.
//!
//! Each figure is a list of rows, column → text, in the order of its grain. Counts are plain
//! numbers, taka and scores have two decimals, the median one, unknown is empty.

#[path = "oracle/cell.rs"]
mod cell;
#[path = "oracle/coverage.rs"]
mod coverage;
#[path = "oracle/day.rs"]
mod day;
#[path = "oracle/file.rs"]
mod file;
#[path = "oracle/indicator.rs"]
mod indicator;
#[path = "oracle/payment.rs"]
mod payment;
#[path = "oracle/person.rs"]
mod person;
#[path = "oracle/priority.rs"]
mod priority;

use std::collections::BTreeMap;
use std::path::Path;

use self::coverage::coverage;
use self::day::Day;
use self::file::World;
use self::payment::payments;
use self::priority::priorities;

/// A row of a figure: column → text.
pub type FigureRow = BTreeMap<String, String>;

/// The figures.
#[derive(Debug)]
pub struct Figures {
    /// coverage_by_union_programme: grain union_code, programme_code, sex.
    pub coverage: Vec<FigureRow>,
    /// payment_by_cycle: grain fiscal_year, cycle, programme_code, union_code.
    pub payment: Vec<FigureRow>,
    /// coverage_by_area of everybody: grain area_code, programme_code.
    pub area_coverage: Vec<FigureRow>,
    /// reach_by_area of everybody and by quintile: grain area_code, programme_code, group_code.
    pub reach: Vec<FigureRow>,
    /// payment_by_area of everything: grain cycle, programme_code, area_code.
    pub area_payment: Vec<FigureRow>,
    /// disaster_priority: grain household_id, in the order of union, ward and rank.
    pub priority: Vec<FigureRow>,
}

/// The rows of coverage_by_area that rows of coverage_by_union_programme come to.
pub fn area_coverage(unions: &[FigureRow]) -> Vec<FigureRow> {
    indicator::area_coverage(unions)
}

/// The rows of payment_by_area, of each cycle and of the year, that rows of payment_by_cycle come to.
pub fn area_payment_sums(unions: &[FigureRow]) -> Vec<FigureRow> {
    indicator::area_payment_sums(unions)
}

const AS_OF: Day = (2022, 6, 30);
const PROGRAMMES: [&str; 3] = ["DAA", "OAA", "WAA"];

/// Computes the figures of `sample-data` in a repository.
pub fn compute(repository: &Path) -> Figures {
    let directory = repository.join("sample-data");
    let mut world = World::default();
    let manifest = std::fs::read_to_string(directory.join("extracts.toml")).expect("the sample has a manifest");
    let mut file = String::new();
    for line in manifest.lines() {
        let Some((key, value)) = line.split_once(" = ") else {
            continue;
        };
        let value = value.trim_matches('"');
        match key {
            "file" => file = value.to_owned(),
            "extract" => world.read(value, &directory.join(&file)),
            _ => {}
        }
    }
    for row in file::rows(&directory.join("truth/record_person.csv")) {
        let [source, record, person] = ["source", "record_id", "person"].map(|column| row[column].clone());
        world.person_of.insert((source, record), person);
    }
    let humans = world.humans();
    let listed = world.listed(&humans);
    let coverage = coverage(&world, &humans, &listed);
    Figures {
        area_coverage: indicator::area_coverage(&coverage),
        reach: indicator::reach(&world, &humans, &listed),
        area_payment: indicator::area_payment(&world),
        coverage,
        payment: payments(&world),
        priority: priorities(&world, &humans, &listed),
    }
}

fn figure<const N: usize>(cells: [(&str, String); N]) -> FigureRow {
    cells.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}
