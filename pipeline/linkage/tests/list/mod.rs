//! A small seeded list of people, for tests: batches in any order of rows.
#![allow(dead_code)]

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use dorpon_linkage::{Input, LinkRequest, Model};

const GIVEN: [(&str, &str); 12] = [
    ("রহিমা", "Rahima"),
    ("করিম", "Karim"),
    ("সালমা", "Salma"),
    ("জাহাঙ্গীর", "Jahangir"),
    ("নাসরিন", "Nasrin"),
    ("দুলালী", "Dulali"),
    ("পঞ্চানন", "Panchanan"),
    ("তাহমিদা", "Tahmida"),
    ("ফকির", "Fakir"),
    ("মনোয়ারা", "Monowara"),
    ("বিমল", "Bimal"),
    ("শেফালী", "Shefali"),
];
const LAST: [(&str, &str); 6] = [
    ("খাতুন", "Khatun"),
    ("ইসলাম", "Islam"),
    ("সরকার", "Sarkar"),
    ("মন্ডল", "Mondal"),
    ("বেগম", "Begum"),
    ("দাস", "Das"),
];

/// The model that the tests use: two names, a date, a number, a place.
pub const MODEL: &str = r#"
version = "1"
id_column = "record_id"
threshold = 0.8
keep = 0.001
summary = { bn = "পরীক্ষা", en = "test" }
[column.name]
kind = "name"
[column.father_name]
kind = "name"
[column.birth_date]
kind = "date"
[column.nid]
kind = "nid"
[column.union_code]
kind = "code"
[[comparison]]
name = "name"
kind = "name"
columns = ["name"]
[[comparison]]
name = "father_name"
kind = "name"
columns = ["father_name"]
[[comparison]]
name = "birth_date"
kind = "date"
columns = ["birth_date"]
[[comparison]]
name = "nid"
kind = "identifier"
columns = ["nid"]
[[comparison]]
name = "place"
kind = "place"
columns = ["union_code"]
limits = [4]
[[blocking]]
keys = ["nid"]
[[blocking]]
keys = ["birth_date"]
[[blocking]]
keys = ["name.key", "union_code.prefix(4)"]
[[blocking]]
keys = ["name", "father_name"]
swapped = ["father_name", "name"]
[training]
random_pairs = 20000
pairs = 5000
blocking = [{ keys = ["birth_date"] }, { keys = ["name.key", "union_code.prefix(4)"] }]
deterministic = [{ keys = ["nid"] }]
recall = 0.6
"#;

/// A source of numbers that is the same everywhere.
pub struct Chance(pub u64);

impl Chance {
    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound) as usize
    }
}

/// Rows: record id, name, father's name, birth date, number, place. `people` people in one to three records each.
pub fn rows(people: usize, seed: u64) -> Vec<[String; 6]> {
    let mut chance = Chance(seed);
    let mut rows = Vec::new();
    for _ in 0..people {
        let name = (chance.below(12), chance.below(6));
        let father = (chance.below(12), chance.below(6));
        let birth = (1940 + chance.below(60), 1 + chance.below(12), 1 + chance.below(28));
        let nid = format!("87190719{:05}", chance.below(100_000));
        let union = format!("4087{:02}", 10 + chance.below(5));
        for _ in 0..1 + chance.below(3) {
            let is_latin = chance.below(2) == 1;
            let written = |(given, last): (usize, usize)| {
                let pick = |(bangla, latin): (&'static str, &'static str)| if is_latin { latin } else { bangla };
                format!("{} {}", pick(GIVEN[given]), pick(LAST[last]))
            };
            let (own, of_father) = (written(name), written(father));
            let date = match chance.below(10) {
                0 => String::new(),
                1 => format!("{}-{:02}-{:02}", birth.0, birth.2.min(12), birth.1),
                _ => format!("{}-{:02}-{:02}", birth.0, birth.1, birth.2),
            };
            let number = if chance.below(3) == 0 {
                String::new()
            } else {
                nid.clone()
            };
            let id = format!("r{:05}", rows.len());
            let swapped = chance.below(30) == 0;
            let (own, of_father) = if swapped { (of_father, own) } else { (own, of_father) };
            rows.push([id, own, of_father, date, number, union.clone()]);
        }
    }
    rows
}

/// Rows as one batch.
pub fn batch(rows: &[[String; 6]]) -> RecordBatch {
    let column = |place: usize| -> ArrayRef {
        let cells = rows
            .iter()
            .map(|row| Some(row[place].as_str()).filter(|cell| !cell.is_empty()));
        Arc::new(cells.collect::<StringArray>())
    };
    let names = ["record_id", "name", "father_name", "birth_date", "nid", "union_code"];
    RecordBatch::try_from_iter(names.into_iter().enumerate().map(|(place, name)| (name, column(place)))).unwrap()
}

/// A request to link rows with a model.
pub fn request(model: &str, rows: &[[String; 6]], threads: usize) -> LinkRequest {
    LinkRequest {
        model: Model::parse("test.toml", model).unwrap_or_else(|problem| panic!("{problem}")),
        inputs: vec![Input::Batches("list".to_owned(), vec![batch(rows)])],
        weights: None,
        truth: None,
        out: None,
        threads,
    }
}
