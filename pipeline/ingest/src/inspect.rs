//! What a file looks like and what ingest would do with it, without doing it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use dorpon_catalog::extract::{Column, ExtractContract};
use dorpon_domain::date_text::PartOrder;
use dorpon_domain::language::{Bilingual, Language};
use dorpon_domain::message::ingest as message;
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::problem::Problem;
use dorpon_lake::balance::{RowBalance, TakaBalance};
use serde::Serialize;

use crate::column::Settings;
use crate::file::{FileFacts, Head, TableFile, TableRange};
use crate::header::{self, Mapping, Source, column_letters};
use crate::header_row;
use crate::load::{Counts, Load};
use crate::mask::{hide, mask_frequent, shorten};
use crate::period::{self, Period};
use crate::profile::profile;
use crate::supposed_header::SupposedHeader;
use crate::survey;
use crate::table::TableReader;

/// Rows that are profiled.
const PROFILED_ROWS: usize = 100_000;

/// Bytes of cells that are profiled.
const PROFILED_BYTES: usize = 64 << 20;

/// One file to be looked at.
pub struct InspectRequest<'a> {
    /// The file.
    pub path: &'a Path,
    /// All contracts.
    pub contracts: &'a [&'a ExtractContract],
    /// The extract, if the user named it; else the one that fits best.
    pub extract: Option<&'a str>,
    /// Code of each programme by its folded spelling.
    pub programme_spellings: &'a BTreeMap<String, String>,
    /// Codes of all areas of the reference.
    pub known_areas: &'a BTreeSet<String>,
    /// The period, if the user named it.
    pub period: Option<&'a str>,
    /// Whether days or months come first, if the user said so.
    pub date_order: Option<PartOrder>,
}

/// What a file looks like. Cells of personal columns are masked.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// Its name.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in lower hex.
    pub sha256: String,
    /// Encoding of a text file.
    pub encoding: Option<String>,
    /// Separator of a text file.
    pub separator: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether the file has a header; else its columns are told by their letters alone.
    pub has_header: bool,
    /// Row of the header, from 1.
    pub header_row: Option<u64>,
    /// The extract by which it was looked at.
    pub extract: Option<String>,
    /// All extracts, best fit first.
    pub candidates: Vec<Candidate>,
    /// Rows that the profiles cover, from the first on.
    pub profiled_rows: u64,
    /// The columns of the file.
    pub columns: Vec<ColumnProfile>,
    /// Columns of the contract that the file does not have.
    pub absent: Vec<String>,
    /// Headings that match no column of the contract.
    pub unmatched: Vec<String>,
    /// The period that the file speaks for, where it can be told.
    pub period: Option<String>,
    /// What ingest would load, repair, find and quarantine.
    pub preview: Option<Preview>,
    /// Why ingest would refuse it.
    pub refusal: Option<Refusal>,
}

/// How well an extract fits.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// The extract.
    pub extract: String,
    /// Columns that the header names.
    pub matched: usize,
    /// Columns of the contract.
    pub columns: usize,
    /// Required columns that the header names.
    pub required_matched: usize,
    /// Required columns of the contract.
    pub required: usize,
}

/// What is in a column of the file.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnProfile {
    /// Its heading; empty where the file has no header.
    pub heading: String,
    /// Its letter in a spreadsheet.
    pub letter: String,
    /// The column of the contract that it feeds.
    pub contract_column: Option<String>,
    /// The type of that column.
    pub column_type: Option<String>,
    /// The class of that column.
    pub class: Option<PersonalDataClass>,
    /// Filled cells.
    pub filled: u64,
    /// Filled cells, as a share of the profiled rows.
    pub filled_share: f64,
    /// Different values.
    pub distinct: u64,
    /// Letters of the shortest value.
    pub shortest: u64,
    /// Letters of the longest value.
    pub longest: u64,
    /// What most values look like: mobile, nid, brn, boolean, integer, decimal, date, text, blank.
    pub looks_like: String,
    /// The most frequent values, masked unless the contract knows them or the column is harmless.
    pub frequent: Vec<FrequentValue>,
}

/// A value and how often it stands there.
#[derive(Clone, Debug, Serialize)]
pub struct FrequentValue {
    /// The value, perhaps masked.
    pub value: String,
    /// How often.
    pub count: u64,
}

/// What ingest would do.
#[derive(Clone, Debug, Serialize)]
pub struct Preview {
    /// Rows below the header that are no data: totals, numbers of the columns, the header again.
    pub set_aside: Vec<i64>,
    /// Rows of the file that are data.
    pub rows_received: u64,
    /// Rows, balanced; none where ingest would refuse the file.
    pub rows: Option<RowBalance>,
    /// Taka, balanced; none where ingest would refuse the file.
    pub taka: Option<TakaBalance>,
    /// Column → kind → count.
    pub repairs: BTreeMap<String, BTreeMap<String, u64>>,
    /// Column → code → count.
    pub findings: Counts,
    /// Reason → count.
    pub quarantine: BTreeMap<String, u64>,
}

/// Why a file would be refused.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    /// Stable name of the message.
    pub code: String,
    /// What is wrong.
    pub text: Bilingual,
    /// How to mend it.
    pub help: Bilingual,
}

impl Refusal {
    fn of(problem: &Problem) -> Self {
        let both = |text: &dyn Fn(Language) -> String| Bilingual {
            bn: text(Language::Bangla),
            en: text(Language::English),
        };
        Self {
            code: problem.code().to_owned(),
            text: both(&|language| problem.text(language)),
            help: both(&|language| problem.help(language)),
        }
    }
}

/// Looks at a file.
///
/// # Errors
/// A file that cannot be read as a table at all, an unknown extract, a period that is none.
/// What ingest would refuse is no error here: see [`Inspection::refusal`].
pub fn inspect(request: &InspectRequest<'_>) -> Result<Inspection, Problem> {
    let facts = FileFacts::read(request.path)?;
    let mut file = TableFile::open(&facts)?;
    let heads = file.heads()?;
    let fits = header_row::candidates(&heads, request.contracts);
    let contract = match request.extract {
        Some(name) => Some(
            request
                .contracts
                .iter()
                .copied()
                .find(|contract| contract.extract == name)
                .ok_or_else(|| {
                    let known: Vec<&str> = request
                        .contracts
                        .iter()
                        .map(|contract| contract.extract.as_str())
                        .collect();
                    Problem::new(&message::EXTRACT_UNKNOWN)
                        .with("extract", name)
                        .with("known", known.join(", "))
                })?,
        ),
        None => fits
            .first()
            .filter(|(_, fit)| fit.is_plausible())
            .map(|(contract, _)| *contract),
    };
    let candidates = fits
        .iter()
        .map(|(contract, fit)| Candidate {
            extract: contract.extract.clone(),
            matched: fit.matched,
            columns: fit.columns,
            required_matched: fit.required_matched,
            required: fit.required,
        })
        .collect();
    let mut inspection = Inspection {
        file: facts.name.clone(),
        bytes: facts.bytes,
        sha256: facts.sha256.clone(),
        encoding: facts.encoding().map(str::to_owned),
        separator: None,
        sheet: None,
        has_header: false,
        header_row: None,
        extract: contract.map(|contract| contract.extract.clone()),
        candidates,
        profiled_rows: 0,
        columns: Vec::new(),
        absent: Vec::new(),
        unmatched: Vec::new(),
        period: None,
        preview: None,
        refusal: None,
    };
    let mapped = contract.map(|contract| (contract, header::map(&facts, &heads, contract, request.contracts)));
    match &mapped {
        None => {
            let known: Vec<&str> = request
                .contracts
                .iter()
                .map(|contract| contract.extract.as_str())
                .collect();
            let problem = facts
                .problem(&message::NO_EXTRACT_FITS, None)
                .with("known", known.join(", "));
            inspection.refusal = Some(Refusal::of(&problem));
        }
        Some((_, Err(problem))) => inspection.refusal = Some(Refusal::of(problem)),
        Some((contract, Ok(mapping))) => {
            let unmatched = mapping.unmatched();
            inspection.unmatched = unmatched.iter().map(|heading| shorten(heading)).collect();
            let absent = contract
                .columns
                .iter()
                .zip(&mapping.sources)
                .filter(|(_, source)| source.is_none());
            inspection.absent = absent.map(|(column, _)| column.name.clone()).collect();
            // A wrong argument is the user's, a refusal the file's.
            if let Some(text) = request.period {
                period::read_given(contract, text)?;
            }
            if let Err(problem) = dry_run(request, &facts, &mut file, contract, mapping, &mut inspection) {
                let asks_for_period = [message::PERIOD_UNKNOWN.code, message::PERIOD_AMBIGUOUS.code];
                if problem.exit() != 3 && !asks_for_period.contains(&problem.code()) {
                    return Err(problem);
                }
                inspection.refusal = Some(Refusal::of(&problem));
                if let Some(preview) = &mut inspection.preview {
                    (preview.rows, preview.taka) = (None, None);
                }
            }
        }
    }
    profile_columns(&mut file, &heads, request, mapped.as_ref(), &mut inspection)?;
    Ok(inspection)
}

/// A contract, and the header laid upon it.
type Mapped<'a> = (&'a ExtractContract, Result<Mapping, Problem>);

fn profile_columns(
    file: &mut TableFile,
    heads: &[Head],
    request: &InspectRequest<'_>,
    mapped: Option<&Mapped<'_>>,
    inspection: &mut Inspection,
) -> Result<(), Problem> {
    let set_aside = inspection.preview.as_ref().map(|preview| preview.set_aside.clone());
    let set_aside: BTreeSet<i64> = set_aside.into_iter().flatten().collect();
    let (table, headers, cells) = match mapped {
        Some((_, Ok(mapping))) => {
            let cells = cells_below(file, &mapping.table, &set_aside)?;
            inspection.has_header = true;
            (mapping.table.clone(), mapping.headers.clone(), cells)
        }
        _ => {
            let Some(supposed) = SupposedHeader::find(heads, request.contracts) else {
                return Ok(());
            };
            let cells = cells_below(file, &supposed.table, &set_aside)?;
            inspection.has_header = supposed.is_header(&cells.columns);
            if inspection.has_header {
                (supposed.table, supposed.cells, cells)
            } else {
                let table = supposed.without_header();
                let cells = cells_below(file, &table, &set_aside)?;
                (table, vec![String::new(); supposed.cells.len()], cells)
            }
        }
    };
    inspection.header_row = Some(table.header_row).filter(|row| inspection.has_header && *row > 0);
    inspection.separator = table.place.separator.map(crate::separator_name);
    inspection.sheet = table.place.sheet;
    inspection.profiled_rows = cells.rows;
    let mapping = mapped.and_then(|(contract, mapping)| Some((*contract, mapping.as_ref().ok()?)));
    inspection.columns = headers
        .iter()
        .zip(&cells.columns)
        .enumerate()
        .map(|(index, (heading, cells))| {
            let column = mapping.and_then(|(contract, mapping)| fed_by(contract, mapping, index));
            let harmless = mapping.is_some_and(|(contract, _)| !contract.person_level);
            column_profile(index, heading, cells, column, harmless, request.programme_spellings)
        })
        .collect();
    Ok(())
}

/// Cells of the first rows of a table, by column.
struct Profiled {
    columns: Vec<Vec<String>>,
    rows: u64,
}

/// Reads the rows below a header that are data, as many as are profiled.
fn cells_below(file: &mut TableFile, table: &TableRange, set_aside: &BTreeSet<i64>) -> Result<Profiled, Problem> {
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); table.width];
    let (mut rows, mut bytes) = (0, 0);
    file.scan(table, &|_, _| (), &mut |batch| {
        if rows >= PROFILED_ROWS || bytes >= PROFILED_BYTES {
            return Ok(ControlFlow::Break(()));
        }
        for (position, row) in batch.rows.iter().enumerate() {
            if set_aside.contains(row) {
                continue;
            }
            for (column, kept) in batch.columns.iter().zip(&mut columns) {
                let value = column.value(position);
                bytes += value.len();
                kept.push(value.to_owned());
            }
            rows += 1;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(Profiled {
        columns,
        rows: rows as u64,
    })
}

/// The column of the contract that a column of the file feeds.
fn fed_by<'a>(contract: &'a ExtractContract, mapping: &Mapping, index: usize) -> Option<&'a Column> {
    let feeds = |source: &Option<Source>| match source {
        Some(Source::Column { index: fed, .. }) => *fed == index,
        Some(Source::Sum { indexes, .. }) => indexes.contains(&index),
        Some(Source::FirstFilled(parts)) => parts.iter().any(|part| part.index == index),
        _ => false,
    };
    contract
        .columns
        .iter()
        .zip(&mapping.sources)
        .find(|(_, source)| feeds(source))
        .map(|(column, _)| column)
}

fn column_profile(
    index: usize,
    heading: &str,
    cells: &[String],
    column: Option<&Column>,
    harmless: bool,
    programmes: &BTreeMap<String, String>,
) -> ColumnProfile {
    let profile = profile(cells);
    // What no contract knows may be anything, also a column of NIDs.
    let shown = |value: String| match column {
        Some(column) => mask_frequent(column, &value, programmes),
        None if harmless => shorten(&value),
        None => hide(&value),
    };
    let rows = cells.len().max(1);
    ColumnProfile {
        heading: shorten(heading.trim()),
        letter: column_letters(index),
        contract_column: column.map(|column| column.name.clone()),
        column_type: column.map(|column| column.column_type.name().to_owned()),
        class: column.map(|column| column.class),
        filled: profile.filled,
        filled_share: profile.filled as f64 / rows as f64,
        distinct: profile.distinct,
        shortest: profile.shortest,
        longest: profile.longest,
        looks_like: profile.looks_like.to_owned(),
        frequent: profile
            .frequent
            .into_iter()
            .map(|(value, count)| FrequentValue {
                value: shown(value),
                count,
            })
            .collect(),
    }
}

fn dry_run(
    request: &InspectRequest<'_>,
    facts: &FileFacts,
    file: &mut TableFile,
    contract: &ExtractContract,
    mapping: &Mapping,
    inspection: &mut Inspection,
) -> Result<(), Problem> {
    let settings = Settings::of(facts, request.programme_spellings, request.known_areas);
    let survey = survey::first_reading(
        file,
        facts,
        contract,
        mapping,
        &settings,
        request.date_order,
        &|_, _| (),
    )?;
    let period = period::decide(facts, contract, &survey.constants, request.period, None);
    // Only the period is not known: everything else can still be shown.
    let (period, unknown) = match period {
        Ok((period, _)) => (Some(period), None),
        Err(problem) if problem.exit() == 2 => (None, Some(problem)),
        Err(problem) => return Err(problem),
    };
    inspection.period = period.as_ref().map(|period| period.text.clone());
    let period_end = period.unwrap_or_else(Period::open).last_day;
    let table = TableReader::new(contract, mapping, &survey.orders, &Settings { period_end, ..settings });
    let load = Load {
        facts,
        contract,
        mapping,
        table: &table,
    };
    let ledger = load.run(file, &survey, None, &|_, _| ())?;
    let refused = ledger.check_quarantine(facts, contract);
    inspection.preview = Some(Preview {
        set_aside: survey.asides.rows.clone(),
        rows_received: survey.rows,
        rows: Some(ledger.rows()?),
        taka: ledger.taka()?,
        repairs: ledger.repairs,
        findings: ledger.findings,
        quarantine: ledger.quarantine,
    });
    refused?;
    unknown.map_or(Ok(()), Err)
}
