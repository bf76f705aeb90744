//! XLSX workbooks, cell after cell.
//!
//! A workbook is a zip file: before it is opened, every part is unpacked once into nothing,
//! so that no part is larger than it says, and none is larger than a limit.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use bytes::Bytes;
use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;

use super::batch::BatchBuilder;
use super::{
    Content, FileFacts, HEAD_ROWS, Head, HeadRow, MOST_COLUMNS, Progress, TablePlace, TableRange, Visit, says_something,
};

/// Takes a row (its number from 1, its cells) and says whether to go on.
type RowVisitor<'a> = dyn FnMut(u64, &[String]) -> Result<bool, Problem> + 'a;

/// Largest part of a workbook, unpacked.
const LARGEST_PART: u64 = 1 << 30;

/// Largest table of texts, which is held in memory.
const LARGEST_STRINGS: u64 = 256 << 20;

/// From this size on, a part that shrinks more than [`STRONGEST_COMPRESSION`] times is a bomb.
const SUSPICIOUS_SIZE: u64 = 64 << 20;

/// Sheets full of numbers shrink ten times, of blank rows a hundred times.
const STRONGEST_COMPRESSION: u64 = 300;

/// Most parts of a workbook.
const MOST_PARTS: usize = 10_000;

/// The part of a workbook that names its sheets.
const BOOK_PART: &str = "xl/workbook.xml";

/// Bytes of the shortest text in the table of texts, `<si/>`.
const SHORTEST_TEXT: u64 = 5;

/// Largest number whose every digit a spreadsheet keeps, and one more.
const FIRST_INEXACT: f64 = 1e15;

/// A workbook.
pub(crate) struct Workbook {
    facts: FileFacts,
    workbook: Xlsx<WorkbookBytes>,
}

/// The bytes of a workbook: on disk, or unpacked in memory.
enum WorkbookBytes {
    OnDisk(BufReader<File>),
    InMemory(Cursor<Bytes>),
}

impl WorkbookBytes {
    fn open(facts: &FileFacts) -> Result<Self, Problem> {
        match &facts.content {
            Content::InMemory(bytes) => Ok(Self::InMemory(Cursor::new(bytes.clone()))),
            Content::OnDisk => File::open(&facts.path)
                .map(|file| Self::OnDisk(BufReader::new(file)))
                .map_err(|error| damaged(facts, error)),
        }
    }
}

impl Read for WorkbookBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::OnDisk(file) => file.read(buffer),
            Self::InMemory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for WorkbookBytes {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Self::OnDisk(file) => file.seek(position),
            Self::InMemory(bytes) => bytes.seek(position),
        }
    }
}

impl Workbook {
    pub(super) fn open(facts: &FileFacts) -> Result<Self, Problem> {
        check_parts(facts)?;
        let workbook = Xlsx::new(WorkbookBytes::open(facts)?).map_err(|error| damaged(facts, error))?;
        Ok(Self {
            facts: facts.clone(),
            workbook,
        })
    }

    pub(super) fn heads(&mut self) -> Result<Vec<Head>, Problem> {
        let sheets: Vec<String> = self
            .workbook
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.clone())
            .collect();
        let mut heads = Vec::new();
        for sheet in sheets {
            let mut rows = Vec::new();
            self.rows(&sheet, &mut |row, cells| {
                if says_something(cells) {
                    rows.push(HeadRow {
                        row,
                        cells: cells.to_vec(),
                    });
                }
                Ok(rows.len() < HEAD_ROWS)
            })?;
            heads.push(Head {
                place: TablePlace {
                    separator: None,
                    sheet: Some(sheet),
                },
                rows,
            });
        }
        Ok(heads)
    }

    pub(super) fn scan(
        &mut self,
        table: &TableRange,
        progress: &Progress<'_>,
        visit: &mut Visit<'_>,
    ) -> Result<(), Problem> {
        let Some(sheet) = table.place.sheet.clone() else {
            return Ok(());
        };
        let mut builder = BatchBuilder::new(table.width);
        let mut flow = ControlFlow::Continue(());
        self.rows(&sheet, &mut |row, cells| {
            if row > table.header_row {
                builder.push(row, cells.iter().map(String::as_str));
            }
            if builder.is_full()
                && let Some(batch) = builder.take()
            {
                flow = visit(&batch)?;
            }
            Ok(flow.is_continue())
        })?;
        progress(self.facts.bytes, self.facts.bytes);
        if flow.is_continue()
            && let Some(rest) = builder.take()
        {
            // Behind the last rows there is nothing to break off.
            let _ = visit(&rest)?;
        }
        Ok(())
    }

    /// Shows the rows of a sheet that have cells, until `visit` says false.
    fn rows(&mut self, sheet: &str, visit: &mut RowVisitor<'_>) -> Result<(), Problem> {
        let facts = &self.facts;
        let mut reader = match self.workbook.worksheet_cells_reader(sheet) {
            // A chart on a sheet of its own has no cells.
            Err(XlsxError::WorksheetNotFound(_)) => return Ok(()),
            other => other.map_err(|error| damaged(facts, error))?,
        };
        let mut current = None;
        let mut cells: Vec<String> = Vec::new();
        while let Some(cell) = reader.next_cell().map_err(|error| damaged(facts, error))? {
            let (row, column) = cell.get_position();
            if current != Some(row) {
                if let Some(number) = current
                    && !visit(u64::from(number) + 1, &cells)?
                {
                    return Ok(());
                }
                current = Some(row);
                cells.clear();
            }
            let text = cell_text(cell.get_value());
            if text.trim().is_empty() {
                continue;
            }
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column >= MOST_COLUMNS {
                let row = u64::from(row) + 1;
                return Err(facts
                    .problem(&message::TOO_MANY_COLUMNS, Some(row))
                    .with("row", row)
                    .with("limit", MOST_COLUMNS));
            }
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(place) = cells.get_mut(column) {
                *place = text.into_owned();
            }
        }
        match current {
            Some(row) => visit(u64::from(row) + 1, &cells).map(|_| ()),
            None => Ok(()),
        }
    }
}

/// A cell as text: dates in ISO form, whole numbers without a point, numbers beyond the
/// digits that a spreadsheet keeps with an exponent, so that nobody takes them for exact.
fn cell_text<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    match value {
        DataRef::Empty => Cow::Borrowed(""),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cow::Borrowed(text),
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::Int(number) => Cow::Owned(number.to_string()),
        DataRef::Float(number) => Cow::Owned(number_text(*number)),
        DataRef::Bool(true) => Cow::Borrowed("true"),
        DataRef::Bool(false) => Cow::Borrowed("false"),
        DataRef::Error(error) => Cow::Owned(error.to_string()),
        DataRef::DateTime(moment) if moment.is_duration() || moment.as_f64() < 1.0 => {
            Cow::Owned(number_text(moment.as_f64()))
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            Cow::Owned(if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            })
        }
    }
}

pub(super) fn number_text(number: f64) -> String {
    if number.abs() >= FIRST_INEXACT {
        return format!("{number:E}");
    }
    // Fifteen digits, as the spreadsheet shows them: 0.1 + 0.2 is 0.3.
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if shown == 0.0 {
        "0".to_owned()
    } else {
        shown.to_string()
    }
}

/// Whether a zip has the parts of a workbook.
pub(super) fn is_workbook(facts: &FileFacts) -> bool {
    let archive = WorkbookBytes::open(facts)
        .ok()
        .and_then(|bytes| zip::ZipArchive::new(bytes).ok());
    archive.is_some_and(|archive| archive.index_for_name(BOOK_PART).is_some())
}

/// Whether a workbook counts its days from 1904, as those of old Macintosh computers do.
pub(super) fn counts_from_1904(facts: &FileFacts) -> bool {
    let read = || {
        let mut archive = zip::ZipArchive::new(WorkbookBytes::open(facts).ok()?).ok()?;
        let part = archive.by_name(BOOK_PART).ok()?;
        let mut first = Vec::new();
        part.take(64 << 10).read_to_end(&mut first).ok()?;
        let text = String::from_utf8_lossy(&first);
        let (_, rest) = text.split_once("date1904")?;
        let value =
            rest.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '"' | '\''));
        Some(value.starts_with('1') || value.starts_with("true"))
    };
    read().unwrap_or_default()
}

fn check_parts(facts: &FileFacts) -> Result<(), Problem> {
    let mut archive = zip::ZipArchive::new(WorkbookBytes::open(facts)?).map_err(|error| damaged(facts, error))?;
    if archive.len() > MOST_PARTS {
        return Err(facts.problem(&message::WORKBOOK_TOO_LARGE, None));
    }
    // Parts that share their packed bytes would be unpacked once for each of them.
    let (mut packed_sum, mut declared_sum) = (0_u64, 0_u64);
    for position in 0..archive.len() {
        let part = archive.by_index_raw(position).map_err(|error| damaged(facts, error))?;
        packed_sum = packed_sum.saturating_add(part.compressed_size());
        declared_sum = declared_sum.saturating_add(part.size());
    }
    let bytes = match &facts.content {
        Content::OnDisk => facts.bytes,
        Content::InMemory(content) => content.len() as u64,
    };
    let most = bytes.saturating_mul(STRONGEST_COMPRESSION).max(SUSPICIOUS_SIZE);
    if packed_sum > bytes || declared_sum > most {
        return Err(facts.problem(&message::WORKBOOK_TOO_LARGE, None));
    }
    for position in 0..archive.len() {
        let part = archive.by_index(position).map_err(|error| damaged(facts, error))?;
        let (packed, declared) = (part.compressed_size().max(1), part.size());
        let is_strings = part
            .name()
            .is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let limit = if is_strings { LARGEST_STRINGS } else { LARGEST_PART };
        let bomb = declared > SUSPICIOUS_SIZE && declared / packed > STRONGEST_COMPRESSION;
        if declared > limit || bomb {
            return Err(facts.problem(&message::WORKBOOK_TOO_LARGE, None));
        }
        let mut part = part.take(declared + 1);
        let mut first = Vec::new();
        (&mut part)
            .take(64 << 10)
            .read_to_end(&mut first)
            .map_err(|error| damaged(facts, error))?;
        let rest = std::io::copy(&mut part, &mut std::io::sink()).map_err(|error| damaged(facts, error))?;
        let claims_more = is_strings && unique_count(&first) > declared / SHORTEST_TEXT;
        if first.len() as u64 + rest > declared || claims_more {
            return Err(facts.problem(&message::WORKBOOK_TOO_LARGE, None));
        }
    }
    Ok(())
}

/// How many texts the table of texts says that it holds; the reader makes room for all of
/// them at once. What cannot be told is the greatest number.
fn unique_count(first: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(first);
    let Some((tag, _)) = text.split_once("sst").and_then(|(_, rest)| rest.split_once('>')) else {
        return u64::MAX;
    };
    let Some((_, rest)) = tag.split_once("uniqueCount") else {
        return 0;
    };
    let digits: String = rest
        .trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '"' | '\'' | '+'))
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap_or(if digits.is_empty() { 0 } else { u64::MAX })
}

fn damaged(facts: &FileFacts, error: impl std::fmt::Display) -> Problem {
    let words = error.to_string();
    if words.to_ascii_lowercase().contains("password") {
        return facts.problem(&message::WORKBOOK_OLD_OR_ENCRYPTED, None);
    }
    facts.problem(&message::WORKBOOK_DAMAGED, None).because(words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn numbers_print_as_the_sheet_shows_them() {
        for (number, text) in [
            (1.0, "1"),
            (0.1 + 0.2, "0.3"),
            (-12.5, "-12.5"),
            (-0.0, "0"),
            (1_990_012_345_678.0, "1990012345678"),
            (999_999_999_999_999.0, "999999999999999"),
            (1.99e16, "1.99E16"),
            (0.000_001, "0.000001"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn a_claimed_count_of_texts_is_read() {
        assert_eq!(unique_count(b"<sst count=\"3\" uniqueCount=\"12\">"), 12);
        assert_eq!(unique_count(b"<sst uniqueCount='99999999999999999999999'>"), u64::MAX);
        assert_eq!(unique_count(b"<sst>"), 0);
        assert_eq!(unique_count(b"<sst    "), u64::MAX);
    }
}
