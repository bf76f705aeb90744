//! Derives `release.<model>` from a mart: merges groups too small to stand alone, adds the
//! totals, and hides every count from which a person could be told, also by subtraction.
//!
//! A released table holds, for each count, the number (`x_count`, null where hidden) and
//! what is printed in its place (`x_count_shown`: the number, `<10` or `withheld`). Tables
//! that hold the same counts (`release.same_as`) are protected as one: what one of them
//! hides, the other does not tell.

mod area;
mod equation;
mod figure;
mod source_sql;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringArray};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use arrow::record_batch::RecordBatch;
use dorpon_catalog::front_matter::Release;
use dorpon_catalog::model::{Layer, Model};
use dorpon_domain::language::Language;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_lake::table_file::{self, Protection};
use dorpon_privacy::suppression::{self, Equation, Policy, Verdict};

use crate::model_run::{self, ModelOutcome, plain_batch, plain_schema};
use crate::session::{Session, failure};

/// The models that are released, in groups that have to be protected together, each in the order in which they ran.
#[must_use]
pub fn groups<'a>(models: &[&'a Model]) -> Vec<Vec<(&'a Model, &'a Release)>> {
    let released: Vec<(&Model, &Release)> = models
        .iter()
        .filter_map(|model| Some((*model, model.front.release.as_ref()?)))
        .collect();
    // The group of a table is the smallest place of any that it is joined to.
    let mut group: Vec<usize> = (0..released.len()).collect();
    let place: BTreeMap<&str, usize> = released
        .iter()
        .enumerate()
        .map(|(place, (model, _))| (model.name.as_str(), place))
        .collect();
    for (own, (_, release)) in released.iter().enumerate() {
        for other in release.same_as.keys().filter_map(|name| place.get(name.as_str())) {
            let (Some(left), Some(right)) = (group.get(own).copied(), group.get(*other).copied()) else {
                continue;
            };
            for joined in &mut group {
                if *joined == left.max(right) {
                    *joined = left.min(right);
                }
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<(&Model, &Release)>> = BTreeMap::new();
    for (member, group) in released.into_iter().zip(group) {
        groups.entry(group).or_default().push(member);
    }
    groups.into_values().collect()
}

/// Writes the released form of the marts of one group into `<folder>/release/<name>.parquet`.
///
/// # Errors
/// Front matter that does not fit the query; a small count that could still be worked out
/// (nothing is published then).
pub fn run(session: &Session, group: &[(&Model, &Release)], folder: &Path) -> Result<Vec<ModelOutcome>, Problem> {
    let mut tables = Vec::with_capacity(group.len());
    let mut first_cell = 0;
    for (model, release) in group {
        let table = ReleaseTable::read(session, model, release, first_cell)?;
        first_cell += table.rows() * table.counts.len();
        tables.push(table);
    }
    let minimum = group.first().map_or(0, |(_, release)| release.minimum);
    let mut values = Vec::with_capacity(first_cell);
    let mut equations: Vec<Equation> = Vec::new();
    let mut sensitive = Vec::with_capacity(first_cell);
    for table in &tables {
        if table.release.minimum != minimum {
            return Err(table.invalid("minimum, which differs from that of a joined table"));
        }
        values.extend(table.values());
        equations.extend(equation::within(table)?);
        sensitive.extend(table.sensitive());
        for (name, same) in &table.release.same_as {
            let other = tables.iter().find(|other| other.model.name == *name);
            let other = other.ok_or_else(|| table.invalid(&format!("same_as.{name}")))?;
            equations.extend(equation::between(table, other, same)?);
        }
    }
    let policy = Policy {
        minimum,
        ..Policy::default()
    };
    let areas = area::areas(&tables)?;
    let verdicts = suppression::protect(&values, &equations, &sensitive, &areas, &policy);
    let exposed = suppression::audit(&values, &equations, &sensitive, &verdicts, &policy);
    if let Some(exposure) = exposed.first() {
        let table = tables
            .iter()
            .rev()
            .find(|table| table.first_cell <= exposure.cell)
            .map_or("", |table| table.model.name.as_str());
        return Err(Problem::new(&message::engine::RELEASE_EXPOSED)
            .with("table", format!("release.{table}"))
            .with("count", exposed.len()));
    }
    tables
        .iter()
        .map(|table| table.write(session, &verdicts, &policy, folder))
        .collect()
}

/// A mart with its groups merged and its totals added, before anything is hidden.
struct ReleaseTable<'a> {
    model: &'a Model,
    release: &'a Release,
    batch: RecordBatch,
    /// The columns of the grain as text.
    dimensions: Vec<StringArray>,
    /// The columns that say which kind of split a row belongs to.
    kinds: BTreeMap<String, StringArray>,
    /// The counts, in the order of the front matter.
    counts: Vec<Int64Array>,
    /// Place of the first count of the first row among the cells of the group.
    first_cell: usize,
}

impl<'a> ReleaseTable<'a> {
    fn read(session: &Session, model: &'a Model, release: &'a Release, first_cell: usize) -> Result<Self, Problem> {
        let sql = source_sql::source_sql(model, release);
        let (schema, batches) = session.collect(&model.path, &sql)?;
        let plain = plain_schema(&schema);
        let batch = concat_batches(&schema, &batches).map_err(|error| failure(&error.into()))?;
        let mut table = Self {
            model,
            release,
            batch: plain_batch(&batch, &plain)?,
            dimensions: Vec::new(),
            kinds: BTreeMap::new(),
            counts: Vec::new(),
            first_cell,
        };
        table.dimensions = model
            .front
            .grain
            .iter()
            .map(|name| table.text_column(name))
            .collect::<Result<_, _>>()?;
        let kinds = release.split.values().filter(|kind| !kind.is_empty());
        table.kinds = kinds
            .map(|kind| Ok((kind.clone(), table.text_column(kind)?)))
            .collect::<Result<_, Problem>>()?;
        table.counts = release
            .counts
            .iter()
            .map(|name| {
                let values = cast(&table.column(name)?, &DataType::Int64).map_err(|error| failure(&error.into()))?;
                Ok(values.as_primitive::<Int64Type>().clone())
            })
            .collect::<Result<_, Problem>>()?;
        Ok(table)
    }

    fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    fn invalid(&self, what: &str) -> Problem {
        Problem::new(&message::engine::RELEASE_INVALID)
            .with("path", &self.model.path)
            .with("what", what)
    }

    fn column(&self, name: &str) -> Result<ArrayRef, Problem> {
        self.batch
            .column_by_name(name)
            .cloned()
            .ok_or_else(|| self.invalid(name))
    }

    fn text_column(&self, name: &str) -> Result<StringArray, Problem> {
        let text = cast(&self.column(name)?, &DataType::Utf8).map_err(|error| failure(&error.into()))?;
        Ok(text.as_string::<i32>().clone())
    }

    /// The place of a count of a row among the cells of the group.
    fn cell(&self, row: usize, count: usize) -> usize {
        self.first_cell + row * self.counts.len() + count
    }

    fn count_position(&self, name: &str) -> Result<usize, Problem> {
        let name = name.trim();
        let position = self.release.counts.iter().position(|count| count == name);
        position.ok_or_else(|| self.invalid(name))
    }

    /// The positions of counts that are named with plus signs between them.
    fn count_positions(&self, sum: &str) -> Result<Vec<usize>, Problem> {
        sum.split('+').map(|name| self.count_position(name)).collect()
    }

    fn value(&self, row: usize, count: usize) -> Option<i64> {
        let values = self.counts.get(count)?;
        values.is_valid(row).then(|| values.value(row))
    }

    fn values(&self) -> impl Iterator<Item = Option<i64>> {
        (0..self.rows()).flat_map(move |row| (0..self.counts.len()).map(move |count| self.value(row, count)))
    }

    fn sensitive(&self) -> Vec<bool> {
        let mut sensitive = vec![false; self.rows() * self.counts.len()];
        for (name, groups) in &self.release.sensitive {
            let position = self.model.front.grain.iter().position(|column| column == name);
            let Some(values) = position.and_then(|position| self.dimensions.get(position)) else {
                continue;
            };
            for row in 0..self.rows() {
                if groups.iter().any(|group| group == values.value(row)) {
                    let cells = sensitive.iter_mut().skip(row * self.counts.len());
                    cells.take(self.counts.len()).for_each(|cell| *cell = true);
                }
            }
        }
        sensitive
    }

    /// Whether some rows are released without this count.
    fn is_kept_out(&self, count: usize) -> bool {
        let name = self.release.counts.get(count);
        name.is_some_and(|name| self.release.only.contains_key(name))
    }

    fn is_shown(&self, verdicts: &[Verdict], row: usize, count: usize) -> bool {
        verdicts.get(self.cell(row, count)).copied() == Some(Verdict::Shown)
    }

    fn write(
        &self,
        session: &Session,
        verdicts: &[Verdict],
        policy: &Policy,
        folder: &Path,
    ) -> Result<ModelOutcome, Problem> {
        let mut columns: Vec<(String, ArrayRef)> = Vec::new();
        for name in self.model.front.grain.iter().chain(&self.release.plain) {
            columns.push((name.clone(), self.column(name)?));
        }
        for (count, name) in self.release.counts.iter().enumerate() {
            let number = |row: usize| self.value(row, count).filter(|_| self.is_shown(verdicts, row, count));
            let numbers: Int64Array = (0..self.rows()).map(number).collect();
            let texts: StringArray = (0..self.rows())
                .map(|row| {
                    let verdict = verdicts.get(self.cell(row, count)).copied();
                    let hidden = verdict.unwrap_or(Verdict::Withheld).text(policy, Language::English);
                    hidden.or_else(|| self.value(row, count).map(|value| value.to_string()))
                })
                .collect();
            columns.push((name.clone(), Arc::new(numbers)));
            columns.push((format!("{name}_shown"), Arc::new(texts)));
        }
        columns.extend(figure::columns(self, verdicts)?);

        let fields: Vec<Field> = columns
            .iter()
            .map(|(name, values)| Field::new(name, values.data_type().clone(), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let arrays = columns.into_iter().map(|(_, values)| values).collect();
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|error| failure(&error.into()))?;
        let name = &self.model.name;
        let file = model_run::table_file(folder, Layer::Release, name)?;
        let mut writer = table_file::TableWriter::create(&file, schema, &Protection::Public, session.keys())?;
        writer.write(&batch)?;
        let written = writer.finish()?;
        session.register_files(Layer::Release, name, std::slice::from_ref(&file))?;
        Ok(ModelOutcome {
            table: format!("release.{name}"),
            rows: written.rows,
            file,
        })
    }
}
