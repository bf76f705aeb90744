//! What a run remembers of the published one: the persons' ids, the matches, the weights; and the tables in which it hands
//! them on.
//!
//! All of it lies in the folder of the run, `record_person`, `record_absent`, `record_match` and `person_change` of the layer `entity`,
//! encrypted. A run that was published before and is asked for again is published as it is, with its ids.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow::datatypes::{Field, Float64Type, Schema, UInt64Type};
use dorpon_catalog::model::Layer;
use dorpon_domain::message;
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::problem::Problem;
use dorpon_engine::Session;
use dorpon_engine::model_run::{self, ModelOutcome};
use dorpon_lake::{publication, table_file};
use dorpon_linkage::Model;
use dorpon_linkage::comparison::Comparisons;
use dorpon_linkage::person_id::{Change, KnownMatch, PairLedger, PersonLedger};
use dorpon_linkage::weights::Weights;

use super::RecordPerson;
use crate::workbench::Workbench;

/// The weights that a run used, beside its tables: they hold no value of a record. A copy of it below
/// `queries/link/weights/` makes other workspaces judge as this one does.
pub(super) const WEIGHTS: &str = "record_person.weights.toml";

const RECORD_PERSON: &str = "record_person";
const RECORD_ABSENT: &str = "record_absent";
const RECORD_MATCH: &str = "record_match";
const PERSON_CHANGE: &str = "person_change";

/// A change as it is logged: run, what happened, the person, the others.
type LoggedChange = [String; 4];

/// What is carried on.
#[derive(Default)]
pub(super) struct Memory {
    /// The matches so far.
    pub(super) pairs: PairLedger,
    /// The persons so far.
    pub(super) persons: PersonLedger,
    content_of: BTreeMap<String, String>,
    weights_text: Option<String>,
    log: Vec<LoggedChange>,
}

impl Memory {
    /// What the published run knows; nothing where there is none.
    ///
    /// # Errors
    /// A table of it that is there and cannot be read: to number everybody anew would be no remedy.
    pub(super) fn of_published(bench: &Workbench) -> Result<Self, Problem> {
        // A pointer that cannot be read is written anew by this run.
        let Some(run) = publication::current_run(&bench.workspace).ok().flatten() else {
            return Ok(Self::default());
        };
        let folder = publication::run_folder(&bench.workspace, &run)?.join(Layer::Entity.name());
        if !folder.join(format!("{RECORD_PERSON}.parquet")).is_file() {
            return Ok(Self::default());
        }
        let mut memory = Self {
            weights_text: std::fs::read_to_string(folder.join(WEIGHTS)).ok(),
            ..Self::default()
        };
        for batch in read(bench, &folder, RECORD_PERSON)? {
            let column = |name: &str| column(&batch, RECORD_PERSON, name).map(|column| column.as_string::<i32>());
            let (records, persons, contents) = (column("record_id")?, column("person_id")?, column("content_key")?);
            for row in 0..batch.num_rows() {
                let record = records.value(row).to_owned();
                let person = persons.value(row).to_owned();
                memory.persons.person_of.insert(record.clone(), person);
                memory.content_of.insert(record.clone(), contents.value(row).to_owned());
                memory.pairs.records.insert(record);
            }
        }
        // A run of an earlier version has none.
        if folder.join(format!("{RECORD_ABSENT}.parquet")).is_file() {
            for batch in read(bench, &folder, RECORD_ABSENT)? {
                let column = |name: &str| column(&batch, RECORD_ABSENT, name).map(|column| column.as_string::<i32>());
                let (records, persons) = (column("record_id")?, column("person_id")?);
                for row in 0..batch.num_rows() {
                    let person = persons.value(row).to_owned();
                    memory.persons.absent.insert(records.value(row).to_owned(), person);
                }
            }
        }
        for batch in read(bench, &folder, RECORD_MATCH)? {
            let column = |name: &str| column(&batch, RECORD_MATCH, name);
            let (left, right) = (column("record_id_a")?, column("record_id_b")?);
            let (left, right) = (left.as_string::<i32>(), right.as_string::<i32>());
            let weights = column("match_weight")?.as_primitive::<Float64Type>();
            let patterns = column("levels")?.as_primitive::<UInt64Type>();
            for row in 0..batch.num_rows() {
                memory.pairs.matches.push(KnownMatch {
                    left: left.value(row).to_owned(),
                    right: right.value(row).to_owned(),
                    weight: weights.value(row),
                    pattern: patterns.value(row),
                });
            }
        }
        for batch in read(bench, &folder, PERSON_CHANGE)? {
            let column = |name: &str| column(&batch, PERSON_CHANGE, name).map(|column| column.as_string::<i32>());
            let (runs, changes) = (column("run_id")?, column("change")?);
            let (persons, others) = (column("person_id")?, column("other_person_ids")?);
            for row in 0..batch.num_rows() {
                memory
                    .log
                    .push([runs, changes, persons, others].map(|column| column.value(row).to_owned()));
            }
        }
        // Whoever has an id or had one: none is given twice.
        let others = |change: &LoggedChange| -> Vec<String> {
            let [_, _, person, others] = change;
            let others = others.split('|').filter(|other| !other.is_empty());
            others.chain([person.as_str()]).map(str::to_owned).collect()
        };
        let known = memory.persons.person_of.values().chain(memory.persons.absent.values());
        let given: BTreeSet<String> = known.cloned().collect();
        memory.persons.given = given.into_iter().chain(memory.log.iter().flat_map(others)).collect();
        Ok(memory)
    }

    /// The weights of the published run, if they are of this model.
    pub(super) fn weights(&self, model: &Model, comparisons: &Comparisons<'_>) -> Option<Weights> {
        Weights::parse(WEIGHTS, self.weights_text.as_deref()?, model, comparisons).ok()
    }

    /// Forgets the matches of records whose cells have changed, and all of them where the weights are others.
    pub(super) fn forget_changed(&mut self, weights: &Weights, contents: &BTreeMap<String, String>) {
        if self.weights_text.as_deref() != Some(weights.to_toml().as_str()) {
            self.pairs = PairLedger::default();
        }
        let known = &self.content_of;
        self.pairs.forget(|record| contents.get(record) != known.get(record));
    }

    /// Writes the tables of the run.
    pub(super) fn write(
        mut self,
        session: &Session,
        run_id: &str,
        people: &[RecordPerson],
        changes: &[Change],
        folder: &Path,
    ) -> Result<Vec<ModelOutcome>, Problem> {
        let text = |pick: &dyn Fn(&RecordPerson) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(people.iter().map(pick)))
        };
        let probabilities: Float64Array = people.iter().map(|person| person.probability).collect();
        let record_person = store(
            session,
            RECORD_PERSON,
            vec![
                ("record_id", text(&|person| person.record.clone())),
                ("person_id", text(&|person| person.person.clone())),
                ("method", text(&|person| person.method.to_owned())),
                ("match_probability", Arc::new(probabilities)),
                ("content_key", text(&|person| person.content_key.clone())),
            ],
            folder,
        )?;
        let absent = &self.persons.absent;
        let record_absent = store(
            session,
            RECORD_ABSENT,
            vec![
                ("record_id", strings(absent.keys().map(String::as_str))),
                ("person_id", strings(absent.values().map(String::as_str))),
            ],
            folder,
        )?;
        let matches = &self.pairs.matches;
        let weights: Float64Array = matches.iter().map(|found| Some(found.weight)).collect();
        let levels: UInt64Array = matches.iter().map(|found| Some(found.pattern)).collect();
        let record_match = store(
            session,
            RECORD_MATCH,
            vec![
                ("record_id_a", strings(matches.iter().map(|found| found.left.as_str()))),
                ("record_id_b", strings(matches.iter().map(|found| found.right.as_str()))),
                ("match_weight", Arc::new(weights)),
                ("levels", Arc::new(levels)),
            ],
            folder,
        )?;
        self.log
            .extend(changes.iter().filter_map(|change| logged(run_id, change)));
        let column = |place: usize| {
            strings(
                self.log
                    .iter()
                    .filter_map(|change| change.get(place))
                    .map(String::as_str),
            )
        };
        let person_change = store(
            session,
            PERSON_CHANGE,
            vec![
                ("run_id", column(0)),
                ("change", column(1)),
                ("person_id", column(2)),
                ("other_person_ids", column(3)),
            ],
            folder,
        )?;
        Ok(vec![record_person, record_absent, record_match, person_change])
    }
}

/// A merge, a split, an end or a return; that somebody came is in the table of persons.
fn logged(run_id: &str, change: &Change) -> Option<LoggedChange> {
    let (what, person, others) = match change {
        Change::Created { .. } => return None,
        Change::Merged { person, from } => ("merged", person, from.join("|")),
        Change::Split { person, into } => ("split", person, into.join("|")),
        Change::Ended { person } => ("ended", person, String::new()),
        Change::Returned { person } => ("returned", person, String::new()),
    };
    Some([run_id.to_owned(), what.to_owned(), person.clone(), others])
}

fn strings<'a>(texts: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

fn store(
    session: &Session,
    name: &str,
    columns: Vec<(&str, ArrayRef)>,
    folder: &Path,
) -> Result<ModelOutcome, Problem> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    let class = |name: &str| match name {
        "content_key" => PersonalDataClass::Direct,
        _ => PersonalDataClass::Indirect,
    };
    let classes = columns
        .iter()
        .map(|(name, _)| ((*name).to_owned(), class(name)))
        .collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(|error| Problem::new(&message::engine::FAILED).because(error))?;
    model_run::store(session, (Layer::Entity, name), &batch, classes, folder)
}

fn read(bench: &Workbench, folder: &Path, name: &str) -> Result<Vec<RecordBatch>, Problem> {
    let path: PathBuf = folder.join(format!("{name}.parquet"));
    let (_, reader) = table_file::read_table(&path, &bench.keys)?;
    reader.collect()
}

/// A column of a table that this module wrote.
fn column<'a>(batch: &'a RecordBatch, table: &str, name: &str) -> Result<&'a ArrayRef, Problem> {
    let found = batch.column_by_name(name).filter(|column| column.null_count() == 0);
    found.ok_or_else(|| Problem::new(&message::lake::TABLE_DAMAGED).with("path", format!("{table}.{name}")))
}
