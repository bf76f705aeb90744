//! Which record speaks of which person: the tables of a run that no SQL makes.
//!
//! The records are what `queries/link/register_beneficiary.sql` reads of the raw extracts. They are linked in memory by
//! the model and the weights of that name. The shipped weights are of the shipped model: where a workspace has a model
//! of its own and no weights to it, its first run learns them and the later ones keep them.
//!
//! A run carries on from the published one ([`memory`]): persons keep their ids, every merge and split is in
//! `entity.person_change`, and only records that are new or have changed are compared. What comes out is what linking all
//! of them at once gives, apart from the ids that persons already bear. The tables hold ids and keyed hashes, no cell of
//! a record.

mod memory;

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use dorpon_catalog::model::Layer;
use dorpon_catalog::source::Origin;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_engine::Session;
use dorpon_engine::model_run::ModelOutcome;
use dorpon_lake::durable;
use dorpon_linkage::blocking::{Blocking, PairCount};
use dorpon_linkage::column::ColumnKind;
use dorpon_linkage::comparison::{Comparisons, level_of};
use dorpon_linkage::person_id::{Change, PairLedger};
use dorpon_linkage::record::Records;
use dorpon_linkage::training::train;
use dorpon_linkage::weights::{GivenWeights, Weights, probability};
use dorpon_linkage::{Input, Model};

use crate::screen::Screen;
use crate::workbench::Workbench;
use memory::Memory;

/// The table that SQL may read.
pub const TABLE: &str = "entity.record_person";

/// The model, its records and its weights below `queries/link/`.
const MODEL: &str = "register_beneficiary";

/// One record's person.
pub(crate) struct RecordPerson {
    pub(crate) record: String,
    pub(crate) person: String,
    /// Keyed hash over the record's cells: another one, and the record is linked anew.
    pub(crate) content_key: String,
    /// How the record came to the person: `identifier`, `name`, or `alone`.
    pub(crate) method: &'static str,
    /// The highest match probability between the record and another one of the person.
    pub(crate) probability: Option<f64>,
}

/// Links the records of a run and writes its tables.
///
/// # Errors
/// A model, weights or query of the workspace that do not fit; too many pairs; what the machine refuses.
pub fn link(
    session: &Session,
    bench: &Workbench,
    run_id: &str,
    folder: &Path,
    screen: &Screen,
) -> Result<Vec<ModelOutcome>, Problem> {
    let absent = || {
        Problem::new(&message::linkage::MODEL_UNKNOWN)
            .with("model", MODEL)
            .with("known", "")
    };
    let file = bench.catalog.linkage_models.get(MODEL).ok_or_else(absent)?;
    let model = Model::parse(&file.path, &file.text)?;
    let query = bench.catalog.linkage_records.get(MODEL).ok_or_else(absent)?;
    for table in session.tables_read(&query.path, &query.text)? {
        let layer = table.split('.').next().and_then(Layer::from_name);
        if !matches!(layer, Some(Layer::Raw | Layer::Reference)) {
            return Err(Problem::new(&message::catalog::READS_FORBIDDEN_LAYER)
                .with("path", &query.path)
                .with("table", table));
        }
    }
    let (_, batches) = session.collect(&query.path, &query.text)?;
    let contents = contents(bench, &batches)?;
    let mut memory = Memory::of_published(bench)?;
    let mut people = if contents.len() < 2 {
        memory.pairs = PairLedger::default();
        let person = |(record, content_key)| RecordPerson {
            person: String::new(),
            record,
            content_key,
            method: "alone",
            probability: None,
        };
        contents.into_iter().map(person).collect()
    } else {
        let threads = bench.threads();
        let inputs = [Input::Batches(query.path.clone(), batches)];
        let records = Records::read(&model, &inputs, threads)?;
        let shipped_fit = file.origin == Origin::Shipped;
        let weights = bench.catalog.linkage_weights.get(MODEL);
        let weights = weights.filter(|weights| shipped_fit || weights.origin == Origin::Workspace);
        let weights = weights.map(|file| GivenWeights {
            name: file.path.clone(),
            text: file.text.clone(),
        });
        let weights = {
            let comparisons = Comparisons::prepare(&model, &records);
            let kept = memory.weights(&model, &comparisons);
            match (weights, kept) {
                (Some(given), _) => Weights::parse(&given.name, &given.text, &model, &comparisons)?,
                (None, Some(kept)) => kept,
                (None, None) => train(&model, &records, &comparisons, threads)?,
            }
        };
        let blocking = Blocking::prepare(&model, &model.blocking, &records);
        PairCount::of(&model.blocking, &blocking, &records).check(&model)?;
        drop(blocking);
        memory.forget_changed(&weights, &contents);
        let clusters = memory.pairs.extend(&model, &weights, &records, threads);
        durable::create_folder(&folder.join(Layer::Entity.name()))?;
        let beside = folder.join(Layer::Entity.name()).join(memory::WEIGHTS);
        durable::replace_file(&beside, weights.to_toml().as_bytes())?;
        found(&model, &memory.pairs, &clusters, contents)
    };
    let clusters: BTreeMap<String, String> = people
        .iter()
        .map(|person| {
            let cluster = if person.person.is_empty() {
                &person.record
            } else {
                &person.person
            };
            (person.record.clone(), cluster.clone())
        })
        .collect();
    let changes = memory.persons.advance(&clusters);
    for person in &mut people {
        if let Some(id) = memory.persons.person_of.get(&person.record) {
            person.person.clone_from(id);
        }
    }
    tell(&changes, screen);
    memory.write(session, run_id, &people, &changes, folder)
}

/// Of each record a keyed hash over its cells.
fn contents(bench: &Workbench, batches: &[RecordBatch]) -> Result<BTreeMap<String, String>, Problem> {
    let failed = |error: arrow::error::ArrowError| Problem::new(&message::engine::FAILED).because(error);
    let mut contents = BTreeMap::new();
    for batch in batches {
        let columns = batch
            .columns()
            .iter()
            .map(|column| cast(column, &DataType::Utf8))
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        let id = batch.schema().index_of("record_id").map_err(failed)?;
        for row in 0..batch.num_rows() {
            let cells = columns.iter().map(|column| {
                let texts = column.as_string::<i32>();
                texts.is_valid(row).then(|| texts.value(row))
            });
            let cells: Vec<Option<&str>> = cells.collect();
            let Some(Some(record)) = cells.get(id) else { continue };
            let content = serde_json::to_string(&cells).unwrap_or_default();
            contents.insert((*record).to_owned(), bench.keys.pseudonym(&format!("record:{content}")));
        }
    }
    Ok(contents)
}

/// Each record with its cluster and what joined it to the others.
fn found(
    model: &Model,
    pairs: &PairLedger,
    clusters: &BTreeMap<String, String>,
    contents: BTreeMap<String, String>,
) -> Vec<RecordPerson> {
    let identifies = |column: &str| {
        let kind = model.column.get(column).map(|column| column.kind.as_ref());
        let kind = kind.and_then(|kind| ColumnKind::parse(kind));
        matches!(kind, Some(ColumnKind::Nid | ColumnKind::Identifier))
    };
    let identifying: Vec<usize> = model
        .comparison
        .iter()
        .enumerate()
        .filter(|(_, comparison)| comparison.columns.iter().any(|column| identifies(column.as_ref())))
        .map(|(place, _)| place)
        .collect();
    let mut size: BTreeMap<&str, usize> = BTreeMap::new();
    for cluster in clusters.values() {
        *size.entry(cluster).or_default() += 1;
    }
    let mut people: BTreeMap<String, RecordPerson> = BTreeMap::new();
    for (record, content_key) in contents {
        let cluster = clusters.get(&record).cloned().unwrap_or_else(|| record.clone());
        // Joined by pairs that no rule made, it came by names and dates.
        let is_alone = size.get(cluster.as_str()).is_none_or(|size| *size == 1);
        let person = RecordPerson {
            record: record.clone(),
            person: cluster,
            content_key,
            method: if is_alone { "alone" } else { "name" },
            probability: None,
        };
        people.insert(record, person);
    }
    for pair in &pairs.matches {
        if clusters.get(&pair.left) != clusters.get(&pair.right) {
            continue;
        }
        let by_identifier = identifying.iter().any(|place| level_of(pair.pattern, *place) == 1);
        for record in [&pair.left, &pair.right] {
            let Some(person) = people.get_mut(record) else { continue };
            let likely = probability(pair.weight);
            person.probability = Some(person.probability.map_or(likely, |known| known.max(likely)));
            if by_identifier {
                person.method = "identifier";
            }
        }
    }
    people.into_values().collect()
}

/// Says how many persons have become one, and how many have become several.
fn tell(changes: &[Change], screen: &Screen) {
    let merged = changes
        .iter()
        .filter(|change| matches!(change, Change::Merged { .. }))
        .count();
    let split = changes
        .iter()
        .filter(|change| matches!(change, Change::Split { .. }))
        .count();
    if merged + split > 0 {
        screen.notice(
            &message::linkage::PERSONS_CHANGED,
            &[("merged", merged.to_string()), ("split", split.to_string())],
        );
    }
}
