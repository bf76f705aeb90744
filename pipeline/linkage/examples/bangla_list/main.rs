//! Writes a synthetic list of Bangladeshi people in which many stand more than once, and the truth beside it.
//!
//! `cargo run --release -p dorpon-linkage --example bangla_list -- --records N --seed S --out DIR`
//!
//! `records.csv` is what an office would send. `keyed.csv` is the same list cleaned, with the keys of the blocking
//! rules as columns, for a program that cannot read Bangla names. `truth.csv` says who is who. The same seed gives the
//! same bytes. Nobody in it exists; names are put together from the reference table and from syllables.

mod error;
mod person;
mod word;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use dorpon_linkage::Model;
use dorpon_linkage::column::{Cleaner, ColumnKind};
use dorpon_linkage::dictionary::stable_digest;
use dorpon_linkage::personal_name::PersonalName;
use dorpon_linkage::personal_name::sound::consonant_key;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::error::{FIELDS, write_record};
use crate::person::{Country, Person};

/// A seeded source of chance.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.next_u64() % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// True in `per_mille` of 1,000 cases.
    pub fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1_000) < per_mille
    }

    /// A place in a list of `length`, early places more often: the share falls like that of common names.
    pub fn early(&mut self, length: usize) -> usize {
        let (one, other) = (self.below(length), self.below(length));
        one * (other + 1) / length.max(1)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (mut records, mut seed, mut out) = (20_000_usize, 1_u64, PathBuf::from("bangla_list"));
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().unwrap_or_default();
        match argument.as_str() {
            "--records" => records = value.parse()?,
            "--seed" => seed = value.parse()?,
            "--out" => out = PathBuf::from(value),
            _ => return Err("--records N --seed S --out DIR".into()),
        }
    }
    fs::create_dir_all(&out)?;
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
    let country = Country::make(&mut dice, records);
    let mut rows: Vec<(u64, usize, [String; FIELDS.len()])> = Vec::with_capacity(records);
    let mut person = 0;
    while rows.len() < records {
        for member in country.family(&mut dice) {
            for _ in 0..times(&mut dice) {
                let order = stable_digest(&format!("{seed} {}", rows.len()));
                rows.push((order, person, write_record(&country, &member, &mut dice)));
            }
            person += 1;
        }
    }
    rows.truncate(records);
    rows.sort_by_key(|(order, _, _)| *order);
    let mut list = csv::Writer::from_path(out.join("records.csv"))?;
    let mut keyed = csv::Writer::from_path(out.join("keyed.csv"))?;
    let mut truth = csv::Writer::from_path(out.join("truth.csv"))?;
    list.write_record(std::iter::once("record_id").chain(FIELDS))?;
    keyed.write_record(["unique_id"].into_iter().chain(FIELDS).chain(KEYS))?;
    truth.write_record(["record_id", "cluster_id"])?;
    let cleaning = Cleaning::new()?;
    for (place, (_, person, fields)) in rows.iter().enumerate() {
        let id = format!("R{place:07}");
        list.write_record(std::iter::once(id.as_str()).chain(fields.iter().map(String::as_str)))?;
        keyed.write_record(cleaning.keyed(&id, fields))?;
        truth.write_record([id, format!("P{person:07}")])?;
    }
    list.flush()?;
    keyed.flush()?;
    truth.flush()?;
    Ok(())
}

/// How often somebody stands in the list.
fn times(dice: &mut Dice) -> usize {
    match dice.below(100) {
        0..68 => 1,
        68..88 => 2,
        88..96 => 3,
        _ => 4,
    }
}

/// Keys of the blocking rules of `queries/link/beneficiary.toml`.
const KEYS: [&str; 10] = [
    "name_key",
    "name_given_key",
    "father_key",
    "father_given_key",
    "mother_key",
    "birth_year",
    "birth_unordered",
    "upazila_code",
    "district_code",
    "name_last_key",
];

struct Cleaning(Vec<Cleaner>);

impl Cleaning {
    fn new() -> Result<Self, Box<dyn Error>> {
        let text = include_str!("../../../../queries/link/beneficiary.toml");
        let model = Model::parse("beneficiary.toml", text).map_err(|problem| problem.to_string())?;
        let cleaner = |field: &str| -> Result<Cleaner, Box<dyn Error>> {
            let column = model.column.get(field).ok_or_else(|| field.to_owned())?;
            let kind = ColumnKind::parse(column.kind.as_ref()).ok_or_else(|| field.to_owned())?;
            Ok(Cleaner::new(kind, column))
        };
        FIELDS.into_iter().map(cleaner).collect::<Result<_, _>>().map(Self)
    }

    fn keyed(&self, id: &str, fields: &[String; FIELDS.len()]) -> Vec<String> {
        let clean: Vec<String> = fields
            .iter()
            .zip(&self.0)
            .map(|(field, cleaner)| cleaner.clean(field).unwrap_or_default())
            .collect();
        let field = |name: &str| {
            let place = FIELDS.iter().position(|field| *field == name);
            place.and_then(|place| clean.get(place)).cloned().unwrap_or_default()
        };
        let name = PersonalName::read(&field("name"));
        let father = PersonalName::read(&field("father_name"));
        let key = |word: Option<&dorpon_linkage::personal_name::Word>| {
            word.map_or_else(String::new, |word| consonant_key(&word.sound))
        };
        let date = field("birth_date");
        let parts: Vec<&str> = date.split('-').collect();
        let unordered = match parts.as_slice() {
            [year, month, day] => format!("{year}-{}-{}", month.min(day), month.max(day)),
            _ => String::new(),
        };
        let place = field("union_code");
        let mut row = vec![id.to_owned()];
        row.extend(clean.iter().cloned());
        row.extend([
            name.key(),
            key(name.given()),
            father.key(),
            key(father.given()),
            PersonalName::read(&field("mother_name")).key(),
            parts.first().map_or_else(String::new, |year| (*year).to_owned()),
            unordered,
            place.get(..6).unwrap_or_default().to_owned(),
            place.get(..4).unwrap_or_default().to_owned(),
            key(name.last()),
        ]);
        row
    }
}

/// A person whose record is written.
pub type Member = Person;
