//! Files and batches into columns of numbered texts, one for each column of the model.
//!
//! Cells are taken as they stand; what they mean is the business of [`crate::column`]. Rows are put into the order of
//! their record ids, so that nothing later depends on the order of files or rows.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use dorpon_domain::message;
use dorpon_domain::problem::{Place, Problem};
use dorpon_domain::text::fold_header;
use dorpon_lake::foreign_parquet::{ForeignParquet, Source};

use crate::dictionary::{Dictionary, Interner, NULL};
use crate::model::Model;

const BATCH_ROWS: usize = 16_384;

/// Where records come from.
#[derive(Clone, Debug)]
pub enum Input {
    /// A CSV (UTF-8, with headings, separated by comma, semicolon or tab) or Parquet file.
    File(PathBuf),
    /// Batches in memory, under the name that messages call them.
    Batches(String, Vec<RecordBatch>),
}

/// A column of the model over all records, as the files have it.
#[derive(Debug)]
pub(crate) struct RawColumn {
    /// Number of the text of each record.
    pub(crate) numbers: Vec<u32>,
    /// The texts.
    pub(crate) dictionary: Dictionary,
}

/// All records, ordered by id.
#[derive(Debug)]
pub(crate) struct RawTable {
    /// Record ids, ascending.
    pub(crate) ids: Vec<Box<str>>,
    /// Which input each record is from.
    pub(crate) sources: Vec<u16>,
    /// In the order of the model's columns.
    pub(crate) columns: Vec<RawColumn>,
}

/// Reads all inputs.
pub(crate) fn read(model: &Model, inputs: &[Input]) -> Result<RawTable, Problem> {
    let mut gathered = Gathered {
        model,
        ids: Vec::new(),
        origins: Vec::new(),
        columns: model.column.keys().map(|_| (Vec::new(), Interner::default())).collect(),
    };
    for (source, input) in inputs.iter().enumerate() {
        match input {
            Input::Batches(name, batches) => {
                let Some(first) = batches.first() else { continue };
                let wanted = Wanted::find(model, name, &headings(&first.schema()))?;
                let mut row = 0;
                for batch in batches {
                    let arrays: Vec<ArrayRef> = wanted
                        .positions()
                        .iter()
                        .map(|position| Arc::clone(batch.column(*position)))
                        .collect();
                    gathered.add(source, name, &wanted, &arrays, &mut row)?;
                }
            }
            Input::File(path) => {
                let name = path.display().to_string();
                if is_parquet(path).map_err(|error| unreadable(&name, &error))? {
                    gathered.parquet(source, path, &name)?;
                } else {
                    gathered.csv(source, path, &name)?;
                }
            }
        }
    }
    gathered.finish(inputs)
}

/// The longest row of headings that is looked for; what goes on longer is no table.
const LONGEST_HEADINGS: u64 = 1 << 20;

/// The bytes of a text that stand in no quotes.
fn outside_quotes(text: &[u8]) -> impl Iterator<Item = u8> {
    let mut is_quoted = false;
    text.iter().copied().filter(move |byte| {
        is_quoted ^= *byte == b'"';
        !is_quoted
    })
}

/// Reads up to the end of the first row that is not blank. A heading in quotes may have several lines.
fn heading_row(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut row = Vec::new();
    let mut rest = reader.take(LONGEST_HEADINGS);
    while rest.read_until(b'\n', &mut row)? > 0 {
        let is_blank = row.iter().all(u8::is_ascii_whitespace);
        let is_closed = row.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2);
        if !is_blank && is_closed {
            break;
        }
    }
    Ok(row)
}

fn headings(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|field| field.name().clone()).collect()
}

fn unreadable(file: &str, error: &std::io::Error) -> Problem {
    Problem::new(&message::linkage::FILE_UNREADABLE)
        .with("file", file)
        .because(error)
}

/// The library's words may quote a cell, so only their kind is told.
fn invalid(file: &str, row: Option<u64>, error: &ArrowError) -> Problem {
    let kind = match error {
        ArrowError::CsvError(_) => "CSV",
        ArrowError::ParquetError(_) => "Parquet",
        ArrowError::IoError(_, _) => "IO",
        _ => "Arrow",
    };
    Problem::new(&message::linkage::TABLE_INVALID)
        .with("file", file)
        .at(Place {
            file: file.to_owned(),
            row,
            column: None,
        })
        .because(kind)
}

fn is_parquet(path: &Path) -> std::io::Result<bool> {
    let mut start = Vec::with_capacity(4);
    File::open(path)?.take(4).read_to_end(&mut start)?;
    Ok(start == b"PAR1")
}

/// Where a file has the id and the model's columns.
struct Wanted {
    id: usize,
    columns: Vec<Option<usize>>,
    /// Positions in the file, ascending, each once.
    read: Vec<usize>,
}

impl Wanted {
    fn find(model: &Model, file: &str, headings: &[String]) -> Result<Self, Problem> {
        let folded: Vec<String> = headings.iter().map(|heading| fold_header(heading)).collect();
        // As it stands, else apart from case, spaces and the spelling of composed letters.
        let position = |heading: &str| {
            let as_it_stands = headings.iter().position(|found| found == heading);
            as_it_stands.or_else(|| folded.iter().position(|found| *found == fold_header(heading)))
        };
        let absent = |column: &str, known: String| {
            Problem::new(&message::linkage::COLUMN_ABSENT)
                .with("file", file)
                .with("column", column)
                .with("headings", known)
        };
        let mut id_headings = model.id_column.iter();
        let id = id_headings.find_map(|heading| position(heading));
        let id = id.ok_or_else(|| {
            Problem::new(&message::linkage::ID_COLUMN_ABSENT)
                .with("file", file)
                .with("headings", model.id_column.join(", "))
        })?;
        let mut columns = Vec::new();
        for (name, column) in &model.column {
            let own = std::slice::from_ref(name);
            let from = if column.from.is_empty() {
                own
            } else {
                column.from.as_slice()
            };
            let found = from.iter().find_map(|heading| position(heading));
            if found.is_none() && !column.optional {
                return Err(absent(name, from.join(", ")));
            }
            columns.push(found);
        }
        let mut read: Vec<usize> = columns.iter().flatten().copied().chain([id]).collect();
        read.sort_unstable();
        read.dedup();
        Ok(Self { id, columns, read })
    }

    fn positions(&self) -> &[usize] {
        &self.read
    }

    fn place(&self, position: usize) -> Option<usize> {
        self.read.iter().position(|read| *read == position)
    }
}

struct Gathered<'a> {
    model: &'a Model,
    ids: Vec<Box<str>>,
    /// Input and row (from 1, headings not counted) of each record.
    origins: Vec<(u16, u32)>,
    columns: Vec<(Vec<u32>, Interner)>,
}

impl Gathered<'_> {
    fn csv(&mut self, source: usize, path: &Path, name: &str) -> Result<(), Problem> {
        let file = File::open(path).map_err(|error| unreadable(name, &error))?;
        let mut reader = BufReader::with_capacity(1 << 18, file);
        if reader
            .fill_buf()
            .map_err(|error| unreadable(name, &error))?
            .starts_with(b"\xEF\xBB\xBF")
        {
            reader.consume(3);
        }
        let start = reader.stream_position().map_err(|error| unreadable(name, &error))?;
        let first = heading_row(&mut reader).map_err(|error| unreadable(name, &error))?;
        if first.iter().all(u8::is_ascii_whitespace) {
            return Err(Problem::new(&message::linkage::TABLE_EMPTY).with("file", name));
        }
        let count = |byte: u8| outside_quotes(&first).filter(|found| *found == byte).count();
        let separator = [b',', b';', b'\t']
            .into_iter()
            .rev()
            .max_by_key(|byte| count(*byte))
            .unwrap_or(b',');
        let mut heading_reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(separator)
            .from_reader(first.as_slice());
        let names: Vec<String> = match heading_reader.records().next() {
            Some(Ok(record)) => record.iter().map(|cell| cell.trim().to_owned()).collect(),
            _ => return Err(invalid(name, Some(1), &ArrowError::CsvError(String::new()))),
        };
        let wanted = Wanted::find(self.model, name, &names)?;
        reader
            .seek(std::io::SeekFrom::Start(start))
            .map_err(|error| unreadable(name, &error))?;
        let fields: Vec<Field> = names
            .iter()
            .map(|name| Field::new(name, DataType::Utf8, true))
            .collect();
        let batches = arrow::csv::ReaderBuilder::new(Arc::new(Schema::new(fields)))
            .with_header(true)
            .with_delimiter(separator)
            .with_batch_size(BATCH_ROWS)
            .with_projection(wanted.positions().to_vec())
            .build_buffered(reader)
            .map_err(|error| invalid(name, None, &error))?;
        let mut row = 0;
        for batch in batches {
            let batch = batch.map_err(|error| invalid(name, csv_line(&error), &error))?;
            self.add(source, name, &wanted, batch.columns(), &mut row)?;
        }
        Ok(())
    }

    fn parquet(&mut self, source: usize, path: &Path, name: &str) -> Result<(), Problem> {
        let damaged = |error: &dyn std::fmt::Display| invalid(name, None, &ArrowError::ParquetError(error.to_string()));
        let file = File::open(path).map_err(|error| unreadable(name, &error))?;
        let table = ForeignParquet::open(Source::File(file)).map_err(|error| damaged(&error))?;
        let wanted = Wanted::find(self.model, name, &headings(table.schema()))?;
        let batches = table
            .batches(Some(wanted.positions()), BATCH_ROWS)
            .map_err(|error| damaged(&error))?;
        let mut row = 0;
        for batch in batches {
            let batch = batch.map_err(|error| invalid(name, None, &error))?;
            self.add(source, name, &wanted, batch.columns(), &mut row)?;
        }
        Ok(())
    }

    /// Takes over one batch, whose arrays are those of `wanted.positions()`.
    fn add(
        &mut self,
        source: usize,
        file: &str,
        wanted: &Wanted,
        arrays: &[ArrayRef],
        row: &mut u32,
    ) -> Result<(), Problem> {
        let text = |position: usize| -> Result<Option<ArrayRef>, Problem> {
            let Some(array) = wanted.place(position).and_then(|place| arrays.get(place)) else {
                return Ok(None);
            };
            cast(array, &DataType::Utf8)
                .map(Some)
                .map_err(|error| invalid(file, None, &error))
        };
        let source = u16::try_from(source).unwrap_or(u16::MAX);
        let Some(ids) = text(wanted.id)? else { return Ok(()) };
        let ids = ids.as_string::<i32>();
        let mut columns = Vec::with_capacity(wanted.columns.len());
        for place in &wanted.columns {
            columns.push(place.map(&text).transpose()?.flatten());
        }
        let is_filled = |cells: &ArrayRef, place: usize| {
            let cells = cells.as_string::<i32>();
            cells.is_valid(place) && !cells.value(place).trim().is_empty()
        };
        // Rows of records; the blank ones that a sheet leaves behind are none.
        let mut taken = Vec::with_capacity(ids.len());
        for (place, id) in ids.iter().enumerate() {
            *row += 1;
            match id.map(str::trim) {
                Some(id) if !id.is_empty() => {
                    self.ids.push(id.into());
                    self.origins.push((source, *row));
                    taken.push(place);
                }
                _ if columns.iter().flatten().any(|cells| is_filled(cells, place)) => {
                    return Err(at_row(&message::linkage::RECORD_ID_MISSING, file, *row));
                }
                _ => {}
            }
        }
        for (cells, (numbers, interner)) in columns.iter().zip(&mut self.columns) {
            match cells {
                None => numbers.resize(numbers.len() + taken.len(), NULL),
                Some(cells) => {
                    let cells = cells.as_string::<i32>();
                    numbers.extend(taken.iter().map(|place| {
                        let cell = if cells.is_valid(*place) {
                            cells.value(*place)
                        } else {
                            ""
                        };
                        if cell.is_empty() { NULL } else { interner.number(cell) }
                    }));
                }
            }
        }
        Ok(())
    }

    fn finish(self, inputs: &[Input]) -> Result<RawTable, Problem> {
        let Self {
            ids, origins, columns, ..
        } = self;
        let mut order: Vec<u32> = (0..u32::try_from(ids.len()).unwrap_or(u32::MAX)).collect();
        let id = |row: &u32| ids.get(*row as usize).map_or("", |id| id.as_ref());
        order.sort_unstable_by(|left, right| id(left).cmp(id(right)));
        if let Some([first, second]) = order
            .windows(2)
            .find(|pair| matches!(pair, [left, right] if id(left) == id(right)))
        {
            let later = (*first.max(second)) as usize;
            let (source, row) = origins.get(later).copied().unwrap_or_default();
            let file = match inputs.get(usize::from(source)) {
                Some(Input::File(path)) => path.display().to_string(),
                Some(Input::Batches(name, _)) => name.clone(),
                None => String::new(),
            };
            return Err(at_row(&message::linkage::RECORD_ID_REPEATED, &file, row));
        }
        if order.len() < 2 {
            return Err(Problem::new(&message::linkage::TOO_FEW_RECORDS));
        }
        let columns = columns
            .into_iter()
            .map(|(numbers, interner)| RawColumn {
                numbers: pick(&numbers, &order),
                dictionary: interner.finish(),
            })
            .collect();
        let sources = order
            .iter()
            .map(|row| origins.get(*row as usize).map_or(0, |(source, _)| *source))
            .collect();
        let mut ids: Vec<Option<Box<str>>> = ids.into_iter().map(Some).collect();
        let ids = order
            .iter()
            .filter_map(|row| ids.get_mut(*row as usize).and_then(Option::take))
            .collect();
        Ok(RawTable { ids, sources, columns })
    }
}

fn pick(numbers: &[u32], order: &[u32]) -> Vec<u32> {
    order
        .iter()
        .map(|row| numbers.get(*row as usize).copied().unwrap_or(NULL))
        .collect()
}

/// Row 1 of the records is row 2 of a sheet.
fn at_row(message: &'static message::Message, file: &str, row: u32) -> Problem {
    Problem::new(message).with("file", file).at(Place {
        file: file.to_owned(),
        row: Some(u64::from(row) + 1),
        column: None,
    })
}

/// The line that the reader of CSV names.
fn csv_line(error: &ArrowError) -> Option<u64> {
    let text = error.to_string();
    let (_, after) = text.split_once("line ")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
