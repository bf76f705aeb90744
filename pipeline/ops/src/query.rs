//! `query` and `sql`: the published run, read-only; layers that name people only against purpose and officer.

use std::path::{Path, PathBuf};

use dorpon_catalog::model::Layer;
use dorpon_cli::Access;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_engine::output::{self, Format};
use dorpon_engine::{Session, reference_table};
use dorpon_lake::durable;
use dorpon_lake::publication;
use dorpon_lake::state::AuditEntry;
use jiff::civil::Date;

use crate::clock;
use crate::run::{self, RunRecord};
use crate::screen::Screen;
use crate::watch::Watch;
use crate::workbench::Workbench;

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
    let desk = Desk::open(workspace, access)?;
    let table = format!("{}.{name}", desk.layer.name());
    if !desk.tables.iter().any(|(_, known)| *known == table) {
        let known: Vec<&str> = desk
            .tables
            .iter()
            .filter(|(layer, _)| *layer == desk.layer)
            .filter_map(|(_, table)| table.split_once('.').map(|(_, name)| name))
            .collect();
        return Err(Problem::new(&message::ops::TABLE_UNKNOWN)
            .with("table", name)
            .with("layer", desk.layer.name())
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
    let models = desk
        .bench
        .catalog
        .models_as_of(desk.session.as_of(), &desk.record.fiscal_year)?;
    let order = models
        .values()
        .find(|model| model.name == name)
        .map(|model| format!(" order by {}", model.front.grain.join(", ")))
        .unwrap_or_default();
    desk.answer(
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
    Desk::open(workspace, access)?.answer("sql", query, form, access, screen)
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

/// Whether a text has a letter or digit that can be seen. Blanks, signs without width and
/// the fillers that Unicode counts among the letters name nobody.
fn says_something(text: Option<&str>) -> bool {
    const FILLERS: [char; 4] = ['\u{115F}', '\u{1160}', '\u{3164}', '\u{FFA0}'];
    text.is_some_and(|text| {
        text.chars()
            .any(|letter| letter.is_alphanumeric() && !FILLERS.contains(&letter))
    })
}

fn is_name(column: &str) -> bool {
    !column.is_empty()
        && column
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A session over the layers of the published run that this access opens.
struct Desk {
    bench: Workbench,
    session: Session,
    layer: Layer,
    record: RunRecord,
    tables: Vec<(Layer, String)>,
}

impl Desk {
    fn open(workspace: &Path, access: &Access) -> Result<Self, Problem> {
        let bench = Workbench::open(workspace)?;
        let layer = access
            .layer
            .as_deref()
            .and_then(Layer::from_name)
            .unwrap_or(Layer::Release);
        let is_named = says_something(access.purpose.as_deref()) && says_something(access.officer.as_deref());
        if layer != Layer::Release && !is_named {
            return Err(Problem::new(&message::ops::LAYER_RESTRICTED).with("layer", layer.name()));
        }
        let run_id = publication::current_run(&bench.workspace)?.ok_or_else(|| {
            Problem::new(&message::ops::NOTHING_PUBLISHED).with("workspace", bench.workspace.root.display())
        })?;
        let record = run::read_record(&bench, &run_id)?;
        let as_of = record
            .as_of
            .parse::<Date>()
            .map_err(|_| Problem::new(&message::ops::DATE_INVALID).with("date", &record.as_of))?;
        let session = bench.session(as_of, &format!("query-{}", std::process::id()))?;
        reference_table::register(&session, &bench.catalog)?;
        let folder = publication::run_folder(&bench.workspace, &run_id)?;
        run::require_whole(&folder, &record)?;
        let mut tables = Vec::new();
        let open: &[Layer] = if layer == Layer::Release {
            &[Layer::Release]
        } else {
            &[Layer::Release, Layer::Stage, Layer::Entity, Layer::Mart]
        };
        for layer in open {
            for file in parquet_files(&folder.join(layer.name()))? {
                let Some(name) = file.file_stem().and_then(|name| name.to_str()) else {
                    continue;
                };
                session.register_files(*layer, name, std::slice::from_ref(&file))?;
                tables.push((*layer, format!("{}.{name}", layer.name())));
            }
        }
        Ok(Self {
            bench,
            session,
            layer,
            record,
            tables,
        })
    }

    /// The Bangla heading of a column of a named table; free SQL keeps the names it gives.
    fn heading(&self, table: &str, column: &str) -> Option<String> {
        let model = self.bench.catalog.models.values().find(|model| model.name == table)?;
        let described = model.front.column.get(column)?;
        Some(described.bn.split([';', ':']).next().unwrap_or_default().to_owned())
    }

    /// The words of a failure may quote a cell; in a restricted layer they are kept back.
    fn without_values(&self, problem: Problem) -> Problem {
        if self.layer == Layer::Release {
            return problem;
        }
        Problem::new(&message::ops::RESTRICTED_QUERY_FAILED).with("layer", self.layer.name())
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
        let entry = AuditEntry {
            at: clock::now(),
            officer: access.officer.clone().unwrap_or_default(),
            office: access.office.clone().unwrap_or_default(),
            purpose: access.purpose.clone().unwrap_or_default(),
            action: if rows.is_some() {
                kind.to_owned()
            } else {
                format!("{kind} failed")
            },
            object,
            row_count: rows.unwrap_or_default() as u64,
            run_id: Some(self.record.run_id.clone()),
        };
        self.bench.state()?.append_audit(&entry, &self.bench.keys).map(|_| ())
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
        let rows = batches.iter().map(arrow::array::RecordBatch::num_rows).sum();
        self.record(object, sql, access, Some(rows))?;
        if batches.is_empty() {
            batches.push(arrow::array::RecordBatch::new_empty(schema));
        }
        let format = match form.format {
            "csv" => Format::Csv,
            "json" => Format::Json,
            _ if screen.json => Format::Json,
            _ => Format::Table,
        };
        if format == Format::Table {
            let heading = |column: &str| self.heading(object, column);
            batches = output::for_reading(&batches, screen.language, &heading)?;
        }
        output::write(&batches, format, &mut std::io::stdout().lock())?;
        Ok(0)
    }
}

fn parquet_files(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut files: Vec<PathBuf> = if folder.is_dir() {
        durable::entries(folder)?
    } else {
        Vec::new()
    };
    files.retain(|file| file.extension().is_some_and(|extension| extension == "parquet"));
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{says_something, without_values_of_people};

    #[test]
    fn a_name_or_identifier_in_a_query_is_not_kept() {
        assert_eq!(
            without_values_of_people("where x = 'রহিমা' and y = 8719071999001 limit 25"),
            "where x = '…' and y = •••• limit 25"
        );
        assert_eq!(without_values_of_people("৮৭১৯০৭১৯৯৯০০১"), "••••");
    }

    #[test]
    fn what_cannot_be_seen_names_nobody() {
        for text in [
            "",
            " ",
            "\u{200B}\u{200D}",
            "\u{FEFF}",
            "\u{2060} \u{AD}",
            "\u{3164}",
            "\u{2800}",
            "--",
        ] {
            assert!(!says_something(Some(text)), "{text:?}");
        }
        assert!(!says_something(None));
        assert!(says_something(Some("ইউএনও তালা")) && says_something(Some("UNO")));
    }
}
