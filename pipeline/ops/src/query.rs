//! `query` and `sql`: the published run, read-only; layers that name people only against purpose and officer.

use std::path::Path;

use arrow::record_batch::RecordBatch;
use dorpon_catalog::model::Layer;
use dorpon_cli::Access;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_engine::output::{self, Format};

use crate::published::PublishedRun;
use crate::screen::Screen;
use crate::watch::Watch;

/// How an answer is given.
pub struct Form<'a> {
    /// `table`, `csv`, `json`.
    pub format: &'a str,
    /// Most rows; `None`: all.
    pub limit: Option<usize>,
}

/// Shows a named table, optionally only rows with given values.
///
/// # Errors
/// Nothing published, an unknown table or column, a layer without a purpose.
pub fn named(
    workspace: &Path,
    name: &str,
    parameters: &[String],
    form: &Form<'_>,
    access: &Access,
    screen: &Screen,
) -> Result<u8, Problem> {
    let run = PublishedRun::open(workspace, access)?;
    let table = format!("{}.{name}", run.layer.name());
    if !run.tables.iter().any(|(_, known)| *known == table) {
        let known: Vec<&str> = run
            .tables
            .iter()
            .filter(|(layer, _)| *layer == run.layer)
            .filter_map(|(_, table)| table.split_once('.').map(|(_, name)| name))
            .collect();
        return Err(Problem::new(&message::ops::TABLE_UNKNOWN)
            .with("table", name)
            .with("layer", run.layer.name())
            .with("known", known.join(", ")));
    }
    let conditions: Vec<String> = parameters
        .iter()
        .map(|parameter| match parameter.split_once('=') {
            Some((column, value)) if is_name(column) => {
                Ok(format!("cast({column} as varchar) = '{}'", value.replace('\'', "''")))
            }
            _ => Err(Problem::new(&message::ops::PARAMETER_INVALID).with("parameter", parameter)),
        })
        .collect::<Result<_, _>>()?;
    let filter = if conditions.is_empty() {
        String::new()
    } else {
        format!(" where {}", conditions.join(" and "))
    };
    let models = run
        .bench
        .catalog
        .models_as_of(run.session.as_of(), &run.record.fiscal_year)?;
    let order = models
        .values()
        .find(|model| model.name == name)
        .map(|model| format!(" order by {}", model.front.grain.join(", ")))
        .unwrap_or_default();
    run.answer(
        name,
        &format!("select * from {table}{filter}{order}"),
        form,
        access,
        screen,
    )
}

/// Runs free SQL.
///
/// # Errors
/// Nothing published, SQL that does not run or would change anything, a layer without a purpose.
pub fn free(workspace: &Path, query: &str, form: &Form<'_>, access: &Access, screen: &Screen) -> Result<u8, Problem> {
    PublishedRun::open(workspace, access)?.answer("sql", query, form, access, screen)
}

/// The text with quoted texts and runs of nine digits or more hidden: nobody's name or
/// number may lie in the audit log.
fn without_values_of_people(text: &str) -> String {
    let outside: Vec<&str> = text.split('\'').step_by(2).collect();
    let mut kept = String::with_capacity(text.len());
    let mut run = String::new();
    for letter in outside.join("'…'").chars().chain(['\n']) {
        if letter.is_numeric() {
            run.push(letter);
            continue;
        }
        kept.push_str(if run.chars().count() >= 9 { "••••" } else { &run });
        run.clear();
        kept.push(letter);
    }
    kept.truncate(kept.len().saturating_sub(1));
    kept
}

/// Writes an answer in the form asked for; a table has headings in the language of the screen.
///
/// # Errors
/// A value that the form cannot hold.
pub fn write(
    batches: &[RecordBatch],
    form: &Form<'_>,
    screen: &Screen,
    heading: &dyn Fn(&str) -> Option<String>,
) -> Result<(), Problem> {
    let format = match form.format {
        "csv" => Format::Csv,
        "json" => Format::Json,
        _ if screen.json => Format::Json,
        _ => Format::Table,
    };
    let mut target = std::io::stdout().lock();
    if format == Format::Table {
        let printed = output::for_reading(batches, screen.language, heading)?;
        return output::write(&printed, format, &mut target);
    }
    output::write(batches, format, &mut target)
}

fn is_name(column: &str) -> bool {
    !column.is_empty()
        && column
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

impl PublishedRun {
    /// The Bangla heading of a column of a named table; free SQL keeps the names it gives.
    fn heading(&self, table: &str, column: &str) -> Option<String> {
        let model = self.bench.catalog.models.values().find(|model| model.name == table)?;
        let described = model.front.column.get(column)?;
        Some(described.bn.split([';', ':']).next().unwrap_or_default().to_owned())
    }

    /// Takes down in the audit log who looked at a restricted layer, why, and what came of it.
    fn record(&self, object: &str, sql: &str, access: &Access, rows: Option<usize>) -> Result<(), Problem> {
        if self.layer == Layer::Release {
            return Ok(());
        }
        let kind = if object == "sql" { "sql" } else { "query" };
        let object = if object == "sql" {
            without_values_of_people(sql)
        } else {
            format!("{}.{object}", self.layer.name())
        };
        let action = if rows.is_some() {
            kind.to_owned()
        } else {
            format!("{kind} begun")
        };
        self.take_down(access, &action, &object, rows.unwrap_or_default())
            .map(|_| ())
    }

    fn answer(
        &self,
        object: &str,
        sql: &str,
        form: &Form<'_>,
        access: &Access,
        screen: &Screen,
    ) -> Result<u8, Problem> {
        let limits = &self.bench.workspace.settings.limits;
        let watch = Watch::begin(object, limits, self.session.spill_folder(), screen)?;
        self.session.plan(object, sql)?;
        self.record(object, sql, access, None)?;
        let (schema, mut batches) = self
            .session
            .collect_rows(object, sql, form.limit)
            .map_err(|problem| self.without_values(problem))?;
        watch.rows_are_there();
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        self.record(object, sql, access, Some(rows))?;
        if batches.is_empty() {
            batches.push(RecordBatch::new_empty(schema));
        }
        write(&batches, form, screen, &|column| self.heading(object, column))?;
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::without_values_of_people;

    #[test]
    fn a_name_or_identifier_in_a_query_is_not_kept() {
        assert_eq!(
            without_values_of_people("where x = 'রহিমা' and y = 8719071999001 limit 25"),
            "where x = '…' and y = •••• limit 25"
        );
        assert_eq!(without_values_of_people("৮৭১৯০৭১৯৯৯০০১"), "••••");
    }
}
