//! Derives `release.<model>` from a mart: merges groups too small to stand alone, adds the
//! totals, and hides every count from which a person could be told, also by subtraction.
//!
//! A released table holds, for each count, the number (`x_count`, null where hidden) and
//! what is printed in its place (`x_count_shown`: the number, `<10` or `withheld`).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, StringArray};
use arrow::compute::{cast, concat_batches, nullif};
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

/// Writes the released form of a mart into `<folder>/release/<name>.parquet`.
///
/// # Errors
/// Front matter that does not fit the query; a small count that could still be worked out
/// (nothing is published then).
pub fn run(session: &Session, model: &Model, release: &Release, folder: &Path) -> Result<ModelOutcome, Problem> {
    let invalid = |what: &str| {
        Problem::new(&message::engine::RELEASE_INVALID)
            .with("path", &model.path)
            .with("what", what)
    };
    let sql = totals_sql(model, release);
    let (schema, batches) = session.collect(&model.path, &sql)?;
    let plain = plain_schema(&schema);
    let table = concat_batches(&schema, &batches).map_err(|error| failure(&error.into()))?;
    let table = plain_batch(&table, &plain)?;

    let column = |name: &str| table.column_by_name(name).cloned().ok_or_else(|| invalid(name));
    let dimensions: Vec<StringArray> = model
        .front
        .grain
        .iter()
        .map(|name| text_column(&column(name)?))
        .collect::<Result<_, _>>()?;
    let counts: Vec<Int64Array> = release
        .counts
        .iter()
        .map(|name| {
            let values = cast(&column(name)?, &DataType::Int64).map_err(|error| failure(&error.into()))?;
            Ok(values.as_primitive::<Int64Type>().clone())
        })
        .collect::<Result<_, Problem>>()?;

    let rows = table.num_rows();
    let cells = Cells {
        rows,
        per_row: counts.len(),
    };
    let values: Vec<Option<i64>> = (0..rows)
        .flat_map(|row| {
            counts
                .iter()
                .map(move |count| count.is_valid(row).then(|| count.value(row)))
        })
        .collect();
    let mut equations = row_equations(release, cells).ok_or_else(|| invalid("equation"))?;
    equations.extend(total_equations(model, release, &dimensions, cells));
    let sensitive = sensitive_cells(model, release, &dimensions, cells);
    let policy = Policy {
        minimum: release.minimum,
        ..Policy::default()
    };
    let verdicts = suppression::protect(&values, &equations, &sensitive, &policy);
    let exposed = suppression::audit(&values, &equations, &sensitive, &verdicts, &policy);
    if !exposed.is_empty() {
        return Err(Problem::new(&message::engine::RELEASE_EXPOSED)
            .with("table", format!("release.{}", model.name))
            .with("count", exposed.len()));
    }

    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for name in model.front.grain.iter().chain(&release.plain) {
        let values = column(name)?;
        fields.push(Field::new(name, values.data_type().clone(), true));
        arrays.push(values);
    }
    for (index, (name, count)) in release.counts.iter().zip(&counts).enumerate() {
        let verdict = |row: usize| {
            verdicts
                .get(row * cells.per_row + index)
                .copied()
                .unwrap_or(Verdict::Withheld)
        };
        let shown = |row: usize| count.is_valid(row) && verdict(row) == Verdict::Shown;
        let numbers: Int64Array = (0..rows).map(|row| shown(row).then(|| count.value(row))).collect();
        let texts: StringArray = (0..rows)
            .map(|row| match verdict(row).text(&policy, Language::English) {
                Some(text) => Some(text),
                None => count.is_valid(row).then(|| count.value(row).to_string()),
            })
            .collect();
        fields.push(Field::new(name, DataType::Int64, true));
        arrays.push(Arc::new(numbers));
        fields.push(Field::new(format!("{name}_shown"), DataType::Utf8, true));
        arrays.push(Arc::new(texts));
    }
    for (name, count_name) in &release.figure {
        let index = release
            .counts
            .iter()
            .position(|count| count == count_name)
            .ok_or_else(|| invalid(count_name))?;
        let hidden: BooleanArray = (0..rows)
            .map(|row| Some(verdicts.get(row * cells.per_row + index).copied() != Some(Verdict::Shown)))
            .collect();
        let values = column(name)?;
        let kept = nullif(&values, &hidden).map_err(|error| failure(&error.into()))?;
        fields.push(Field::new(name, kept.data_type().clone(), true));
        arrays.push(kept);
    }

    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|error| failure(&error.into()))?;
    let file = model_run::table_file(folder, Layer::Release, &model.name)?;
    let mut writer = table_file::TableWriter::create(&file, schema, &Protection::Public, session.keys())?;
    writer.write(&batch)?;
    let written = writer.finish()?;
    session.register_files(Layer::Release, &model.name, std::slice::from_ref(&file))?;
    Ok(ModelOutcome {
        table: format!("release.{}", model.name),
        rows: written.rows,
        file,
    })
}

#[derive(Clone, Copy)]
struct Cells {
    rows: usize,
    per_row: usize,
}

fn text_column(values: &ArrayRef) -> Result<StringArray, Problem> {
    let text = cast(values, &DataType::Utf8).map_err(|error| failure(&error.into()))?;
    Ok(text.as_string::<i32>().clone())
}

/// The mart with its groups merged and one row more for every total asked for.
fn totals_sql(model: &Model, release: &Release) -> String {
    let table = model.table();
    let grain = &model.front.grain;
    let order = grain.join(", ");
    if release.total.is_empty() && release.merge.is_empty() {
        return format!("select * from {table} order by {order}");
    }
    let merged: Vec<String> = grain
        .iter()
        .map(|name| match release.merge.get(name) {
            Some(groups) => {
                let mut case = format!("case {name}");
                for (from, to) in groups {
                    let _ = write!(case, " when '{}' then '{}'", quote(from), quote(to));
                }
                format!("{case} else {name} end as {name}")
            }
            None => name.clone(),
        })
        .collect();
    let counts: Vec<String> = release
        .counts
        .iter()
        .map(|name| format!("cast(sum({name}) as bigint) as {name}"))
        .collect();
    // Taka add up; a median does not, and a merged group has none.
    let figure = |name: &String, is_single_row: bool| {
        if name.ends_with("_taka") || name.ends_with("_count") {
            format!("sum({name}) as {name}")
        } else if is_single_row {
            format!("min({name}) as {name}")
        } else {
            format!("nullif(min({name}), min({name})) as {name}")
        }
    };
    let mut sql = String::new();
    let dimensions: Vec<&String> = grain.iter().filter(|name| release.total.contains_key(*name)).collect();
    for subset in 0..(1_usize << dimensions.len()) {
        let is_total = |name: &String| {
            dimensions
                .iter()
                .position(|dimension| *dimension == name)
                .is_some_and(|bit| subset & (1 << bit) != 0)
        };
        let keys: Vec<String> = grain
            .iter()
            .map(|name| match release.total.get(name) {
                Some(marker) if is_total(name) => format!("'{}' as {name}", quote(marker)),
                _ => name.clone(),
            })
            .collect();
        let kept: Vec<&String> = grain.iter().filter(|name| !is_total(name)).collect();
        let figures: Vec<String> = release
            .figure
            .keys()
            .map(|name| figure(name, subset == 0 && release.merge.is_empty()))
            .collect();
        let columns: Vec<String> = keys.into_iter().chain(counts.clone()).chain(figures).collect();
        let group = if kept.is_empty() {
            String::new()
        } else {
            format!(
                " group by {}",
                kept.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")
            )
        };
        let join = if subset == 0 { "" } else { "\nunion all\n" };
        let _ = write!(sql, "{join}select {} from merged{group}", columns.join(", "));
    }
    let others: Vec<String> = release.counts.iter().chain(release.figure.keys()).cloned().collect();
    format!(
        "with merged as (select {}, {} from {table}),\ntotalled as (\n{sql}\n)\nselect * from totalled order by {order}",
        merged.join(", "),
        others.join(", ")
    )
}

fn quote(text: &str) -> String {
    text.replace('\'', "''")
}

/// `total = part + part`, once for every row.
fn row_equations(release: &Release, cells: Cells) -> Option<Vec<Equation>> {
    let index = |name: &str| release.counts.iter().position(|count| count == name.trim());
    let mut equations = Vec::with_capacity(release.equation.len() * cells.rows);
    for text in &release.equation {
        let (total, parts) = text.split_once('=')?;
        let total = index(total)?;
        let parts: Vec<usize> = parts.split('+').map(index).collect::<Option<_>>()?;
        equations.extend((0..cells.rows).map(|row| Equation {
            total: row * cells.per_row + total,
            parts: parts.iter().map(|part| row * cells.per_row + part).collect(),
        }));
    }
    Some(equations)
}

/// Each row of a total is the sum, over its dimension, of the rows that agree with it elsewhere.
fn total_equations(model: &Model, release: &Release, dimensions: &[StringArray], cells: Cells) -> Vec<Equation> {
    let mut equations = Vec::new();
    for (position, name) in model.front.grain.iter().enumerate() {
        let Some(marker) = release.total.get(name) else {
            continue;
        };
        let mut families: HashMap<Vec<&str>, (Option<usize>, Vec<usize>)> = HashMap::new();
        let mut order: Vec<Vec<&str>> = Vec::new();
        for row in 0..cells.rows {
            let key: Vec<&str> = dimensions
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != position)
                .map(|(_, values)| values.value(row))
                .collect();
            let family = families.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                (None, Vec::new())
            });
            if dimensions
                .get(position)
                .is_some_and(|values| values.value(row) == marker)
            {
                family.0 = Some(row);
            } else {
                family.1.push(row);
            }
        }
        for key in order {
            let Some((Some(total), parts)) = families.get(&key) else {
                continue;
            };
            equations.extend((0..cells.per_row).map(|count| Equation {
                total: total * cells.per_row + count,
                parts: parts.iter().map(|part| part * cells.per_row + count).collect(),
            }));
        }
    }
    equations
}

fn sensitive_cells(model: &Model, release: &Release, dimensions: &[StringArray], cells: Cells) -> Vec<bool> {
    let mut sensitive = vec![false; cells.rows * cells.per_row];
    for (name, groups) in &release.sensitive {
        let Some(values) = model
            .front
            .grain
            .iter()
            .position(|column| column == name)
            .and_then(|position| dimensions.get(position))
        else {
            continue;
        };
        for row in 0..cells.rows {
            if groups.iter().any(|group| group == values.value(row)) {
                sensitive
                    .iter_mut()
                    .skip(row * cells.per_row)
                    .take(cells.per_row)
                    .for_each(|cell| *cell = true);
            }
        }
    }
    sensitive
}
