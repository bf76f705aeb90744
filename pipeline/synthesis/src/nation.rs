//! Registers, lists and payments of every district, laid into an inbox: for measuring, and for trying how figures of many
//! areas are added up, protected and printed.
//!
//! Places are real, people are made up as those of the sample are. Nothing is planted beyond the usual faults of typing, and
//! no truth is told. The same extent gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::allowance::{self, Entry, ListMaker, Office};
use crate::extract_table::{self, Heading, columns};
use crate::fault;
use crate::identifier_block::IdentifierBlock;
use crate::name::NameTable;
use crate::office_file::{DateForm, Format, OfficeFile, Row, Style, lines};
use crate::payment;
use crate::population::{self, Maker, Ward};
use crate::problem::SampleError;
use crate::randomness::Dice;
use crate::recipe::{Place, Recipe};
use crate::truth::eligibility::{Cover, outcomes};
use crate::truth::register_person::register_people;
use crate::writer;

const AREAS: &str = include_str!("../../../queries/reference/area.csv");

const STYLE: Style = Style {
    is_bangla: false,
    has_bangla_digits: false,
    date_form: DateForm::YearFirst,
};

/// How much of each district is surveyed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Extent {
    /// Unions of each district, of as many upazilas as there are; one ward of each.
    pub unions: usize,
    /// Persons of each ward.
    pub persons: usize,
}

impl Default for Extent {
    fn default() -> Self {
        Self {
            unions: 4,
            persons: 300,
        }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Summary {
    /// Districts.
    pub districts: usize,
    /// Surveyed unions.
    pub unions: usize,
    /// Rows of `census_person`.
    pub persons: usize,
    /// Rows of `beneficiary`.
    pub entries: usize,
    /// Rows of `payment`.
    pub payments: usize,
}

/// Subjects of chance of one district, each with a die of its own.
mod subject {
    pub const REGISTER: u64 = 1;
    pub const LISTS: u64 = 2;
    pub const FAULTS: u64 = 3;
    pub const PAYMENTS: u64 = 4;
}

/// Writes the files under `inbox`, a folder for each office.
///
/// # Errors
/// When a table of this crate contradicts itself or a file cannot be written.
pub fn write(inbox: &Path, extent: Extent) -> Result<Summary, SampleError> {
    let names = NameTable::embedded()?;
    let recipe = Recipe::embedded()?;
    let mut block = IdentifierBlock::of_nation();
    let mut summary = Summary::default();
    let mut paid: Vec<Entry> = Vec::new();
    for (district, register) in registers(&recipe, extent)? {
        let seed = recipe.seed + district.parse::<u64>().unwrap_or_default();
        let recipe = Recipe {
            seed,
            register,
            ..recipe.clone()
        };
        summary.districts += 1;
        summary.unions += recipe.register.len();
        let (mut wards, mut entries) = district_records(&recipe, &names, &mut block);
        let mut dice = Dice::new(seed, subject::FAULTS);
        for ward in &mut wards {
            fault::spoil_persons(&mut dice, &mut ward.persons, &BTreeSet::new(), false);
            fault::spoil_households(&mut dice, &mut ward.households, false);
        }
        fault::spoil_entries(
            &mut dice,
            &mut entries,
            recipe.allowances.lost_zero,
            recipe.allowances.nid_wrong,
        );
        let (mut households, mut persons) = (Vec::new(), Vec::new());
        for ward in wards {
            households.extend(ward.households);
            persons.extend(ward.persons);
        }
        summary.persons += persons.len();
        let register = format!("register-{district}");
        put(
            inbox,
            &register,
            "census_household",
            "2022",
            &households,
            extract_table::household(),
        )?;
        put(
            inbox,
            &register,
            "census_person",
            "2022",
            &persons,
            extract_table::person(),
        )?;
        let own: Vec<Entry> = entries
            .iter()
            .filter(|entry| entry.office == Office::SocialServices)
            .cloned()
            .collect();
        let office = format!("dss-{district}");
        put(
            inbox,
            &office,
            "beneficiary",
            "2022-06-30",
            &own,
            extract_table::beneficiary(),
        )?;
        paid.extend(entries);
    }
    summary.entries = paid.len();
    let enrolled: Vec<Entry> = paid
        .iter()
        .filter(|entry| entry.office == Office::PaymentSystem)
        .cloned()
        .collect();
    put(
        inbox,
        "g2p",
        "beneficiary",
        "2022-06-30",
        &enrolled,
        extract_table::beneficiary(),
    )?;
    let mut dice = Dice::new(recipe.seed, subject::PAYMENTS);
    for mut batch in payment::pay(&mut dice, &recipe, &paid) {
        fault::spoil_payments(&mut dice, &mut batch);
        summary.payments += batch.len();
        let cycle = batch.first().map_or("Q1", |payment| payment.cycle);
        let period = format!("{}_{cycle}", recipe.fiscal_year);
        put(inbox, "g2p", "payment", &period, &batch, extract_table::payment())?;
    }
    Ok(summary)
}

/// The registers of one district and the rows of its people on the lists.
fn district_records(recipe: &Recipe, names: &NameTable, block: &mut IdentifierBlock) -> (Vec<Ward>, Vec<Entry>) {
    let mut dice = Dice::new(recipe.seed, subject::REGISTER);
    let mut wards = Vec::new();
    for place in &recipe.register {
        let mut maker = Maker {
            recipe,
            names,
            block,
            dice: &mut dice,
        };
        wards.push(population::populate(&mut maker, place));
    }
    let people = register_people(&wards);
    let answers = outcomes(&wards, &people, &Cover::default(), recipe.as_of_date);
    let mut dice = Dice::new(recipe.seed, subject::LISTS);
    let mut maker = ListMaker {
        recipe,
        names,
        block,
        dice: &mut dice,
    };
    let entries = allowance::draw(&mut maker, &people, &answers, &[]);
    (wards, entries)
}

/// District → the places that are surveyed in it: a union of each upazila in turn.
fn registers(recipe: &Recipe, extent: Extent) -> Result<BTreeMap<String, Vec<Place>>, SampleError> {
    let wrong = |cause: String| SampleError::Input(format!("area.csv: {cause}"));
    // Upazila → its unions.
    let mut unions: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(AREAS.as_bytes());
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(|error| wrong(error.to_string()))?;
        let [code, level, parent, name_bn, _, latitude, longitude] =
            [0, 1, 2, 3, 4, 5, 6].map(|column| record.get(column).unwrap_or_default());
        if level != "union" {
            continue;
        }
        let ward_no = (number % 9 + 1).to_string();
        let is_coast = ["10", "20", "40"].iter().any(|division| code.starts_with(division));
        unions.entry(parent.to_owned()).or_default().push(Place {
            key_prefix: format!("{code}-{ward_no}"),
            union_code: code.to_owned(),
            ward_no,
            persons: extent.persons,
            villages: vec![name_bn.to_owned()],
            latitude: millionths(latitude),
            longitude: millionths(longitude),
            surveyed_from: recipe
                .register
                .first()
                .map_or(recipe.as_of_date, |place| place.surveyed_from),
            near_river: if is_coast { 300 } else { 60 },
            outside_embankment: if is_coast { 90 } else { 10 },
        });
    }
    let mut districts: BTreeMap<String, Vec<(usize, Place)>> = BTreeMap::new();
    for (upazila, places) in unions {
        let district = upazila.get(..4).unwrap_or(&upazila).to_owned();
        districts
            .entry(district)
            .or_default()
            .extend(places.into_iter().enumerate());
    }
    let chosen = districts.into_iter().map(|(district, mut places)| {
        places.sort_by(|(one, place), (other, next)| (one, &place.union_code).cmp(&(other, &next.union_code)));
        let chosen = places.into_iter().map(|(_, place)| place).take(extent.unions);
        (district, chosen.collect())
    });
    Ok(chosen.collect())
}

/// Degrees with a point as whole millionths; 0 where the reference has none.
fn millionths(degrees: &str) -> i64 {
    let (whole, part) = degrees.split_once('.').unwrap_or((degrees, ""));
    let digits: String = part.chars().chain("000000".chars()).take(6).collect();
    format!("{whole}{digits}").parse().unwrap_or_default()
}

fn put<R: Row>(
    inbox: &Path,
    office: &str,
    extract: &'static str,
    period: &str,
    rows: &[R],
    headings: Vec<Heading<R>>,
) -> Result<(), SampleError> {
    let columns = columns(headings, STYLE.is_bangla);
    let file = OfficeFile {
        file: format!("{extract}_{period}.csv"),
        extract,
        office: office.to_owned(),
        period: period.to_owned(),
        format: Format::Text {
            separator: b',',
            has_byte_order_mark: false,
        },
        columns: columns.iter().map(|column| column.name).collect(),
        headers: columns.iter().map(|column| column.header).collect(),
        lines: lines(rows, &columns, STYLE),
    };
    writer::write_file(&file, &inbox.join(office))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_district_sends_its_files_and_the_same_ones_again() {
        let extent = Extent { unions: 1, persons: 12 };
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let summary = write(one.path(), extent).unwrap();
        assert_eq!(summary, write(other.path(), extent).unwrap());
        assert_eq!((summary.districts, summary.unions, summary.persons), (64, 64, 64 * 12));
        assert!(summary.entries > 0 && summary.payments > summary.entries);
        let mut compared = 0;
        for folder in std::fs::read_dir(one.path()).unwrap() {
            let folder = folder.unwrap();
            for file in std::fs::read_dir(folder.path()).unwrap() {
                let file = file.unwrap();
                let again = other.path().join(folder.file_name()).join(file.file_name());
                assert_eq!(std::fs::read(file.path()).unwrap(), std::fs::read(again).unwrap());
                compared += 1;
            }
        }
        // Two registers and a list of each district; a list and four quarters of payments of all.
        assert_eq!(compared, 64 * 3 + 5);
    }
}
