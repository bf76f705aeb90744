//! Text files with a separator: CSV and TSV.

use std::io::Read;
use std::sync::mpsc::{SyncSender, sync_channel};

use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;

use super::batch::{BatchBuilder, TextBatch};
use super::encoding::{Decoder, Encoding};
use super::{
    FileFacts, HEAD_ROWS, Head, HeadRow, MOST_COLUMNS, Progress, TablePlace, TableRange, Visit, says_something,
};

/// Separators that are tried.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// Batches that are read before the first of them is worked on.
const BATCHES_AHEAD: usize = 2;

/// Longest record. Beyond it a quotation mark was surely opened and never closed.
const LONGEST_RECORD: usize = 8 << 20;

/// A text file with a separator.
pub(crate) struct DelimitedFile {
    facts: FileFacts,
    encoding: Encoding,
}

impl DelimitedFile {
    pub(super) fn new(facts: &FileFacts, encoding: Encoding) -> Self {
        Self {
            facts: facts.clone(),
            encoding,
        }
    }

    pub(super) fn heads(&self) -> Result<Vec<Head>, Problem> {
        let mut heads = Vec::new();
        let mut too_wide = None;
        for separator in SEPARATORS {
            let place = TablePlace {
                separator: Some(separator),
                sheet: None,
            };
            // Only the right separator must give rows that can be read.
            match self.head(separator) {
                Ok(rows) => heads.push(Head { place, rows }),
                Err(problem) => too_wide = Some(problem),
            }
        }
        match too_wide {
            Some(problem) if heads.iter().all(|head| head.rows.iter().all(|row| row.cells.len() < 2)) => Err(problem),
            _ => Ok(heads),
        }
    }

    fn head(&self, separator: u8) -> Result<Vec<HeadRow>, Problem> {
        let mut records = Records::open(&self.facts, self.encoding, separator)?;
        let mut rows = Vec::new();
        while rows.len() < HEAD_ROWS
            && let Some(record) = records.next()?
        {
            let cells: Vec<String> = record.cells().map(str::to_owned).collect();
            if says_something(&cells) {
                rows.push(HeadRow { row: record.row, cells });
            }
        }
        Ok(rows)
    }

    pub(super) fn scan(
        &self,
        table: &TableRange,
        progress: &Progress<'_>,
        visit: &mut Visit<'_>,
    ) -> Result<(), Problem> {
        // One thread reads ahead while this one works on what was read.
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(BATCHES_AHEAD);
            scope.spawn(move || self.read_ahead(table, &sender));
            for read in receiver {
                let (batch, bytes): (TextBatch, u64) = read?;
                if visit(&batch)?.is_break() {
                    return Ok(());
                }
                progress(bytes.min(self.facts.bytes), self.facts.bytes);
            }
            progress(self.facts.bytes, self.facts.bytes);
            Ok(())
        })
    }

    /// Sends the batches of a table and how many bytes are read, until all are sent, one cannot be read, or nobody wants
    /// more.
    fn read_ahead(&self, table: &TableRange, sender: &SyncSender<Result<(TextBatch, u64), Problem>>) {
        if let Err(problem) = self.send_batches(table, sender) {
            // Who does not listen any more has a problem of its own.
            let _ = sender.send(Err(problem));
        }
    }

    fn send_batches(
        &self,
        table: &TableRange,
        sender: &SyncSender<Result<(TextBatch, u64), Problem>>,
    ) -> Result<(), Problem> {
        let separator = table.place.separator.unwrap_or(b',');
        let mut records = Records::open(&self.facts, self.encoding, separator)?;
        let mut builder = BatchBuilder::new(table.width);
        while let Some(record) = records.next()? {
            if record.row <= table.header_row {
                continue;
            }
            builder.push(record.row, record.cells());
            if builder.is_full()
                && let Some(batch) = builder.take()
                && sender.send(Ok((batch, records.decoder.bytes_read()))).is_err()
            {
                return Ok(());
            }
        }
        if let Some(batch) = builder.take() {
            let _ = sender.send(Ok((batch, self.facts.bytes)));
        }
        Ok(())
    }
}

/// One row of a text file.
struct Record<'a> {
    row: u64,
    text: &'a str,
    ends: &'a [usize],
    /// Bytes between the end of a cell and the next one.
    gap: usize,
}

impl<'a> Record<'a> {
    fn cells(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        let (text, gap) = (self.text, self.gap);
        self.ends.iter().scan(0, move |start, end| {
            let cell = text.get(*start..*end).unwrap_or_default();
            *start = end + gap;
            Some(cell)
        })
    }
}

/// Whether a cell holds line breaks with a whole row between them: a quotation mark was
/// opened and not closed, and rows would be lost in one cell.
fn holds_whole_rows(cells: &str, separator: u8, widest: usize) -> bool {
    if memchr::memchr2(b'\n', b'\r', cells.as_bytes()).is_none() {
        return false;
    }
    let mut lines = cells.split(['\n', '\r']);
    // What stands before the first break belongs to the row that was opened.
    lines.next();
    widest > 1 && lines.any(|line| line.bytes().filter(|byte| *byte == separator).count() + 1 >= widest)
}

/// The quotation marks of one record, as it stands in the file.
#[derive(Clone, Copy, Debug, Default)]
struct Quotes {
    count: usize,
    /// Whether a cell begins with one.
    opens_cell: bool,
    /// The byte before the next chunk; `None` at the start of the record.
    before: Option<u8>,
}

impl Quotes {
    fn observe(&mut self, chunk: &[u8], separator: u8) {
        if memchr::memchr(b'"', chunk).is_some() {
            let mut before = self.before;
            for byte in chunk {
                if *byte == b'"' {
                    self.count += 1;
                    self.opens_cell |= before.is_none_or(|before| before == separator);
                }
                before = Some(*byte);
            }
        }
        self.before = chunk.last().copied().or(self.before);
    }

    /// Whether a cell was opened by a mark and not closed.
    fn is_open(self) -> bool {
        self.opens_cell && self.count % 2 == 1
    }
}

/// Reads records and counts the rows as a spreadsheet shows them: blank lines count, line
/// breaks inside quotation marks do not.
struct Records<'a> {
    facts: &'a FileFacts,
    decoder: Decoder<Box<dyn Read + Send>>,
    csv: csv_core::Reader,
    text: Vec<u8>,
    position: usize,
    at_end: bool,
    after_carriage_return: bool,
    row: u64,
    separator: u8,
    /// Cells of the widest record so far.
    widest: usize,
    quotes: Quotes,
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a> Records<'a> {
    fn open(facts: &'a FileFacts, encoding: Encoding, separator: u8) -> Result<Self, Problem> {
        Ok(Self {
            facts,
            decoder: Decoder::new(facts.open_text()?, encoding),
            csv: csv_core::ReaderBuilder::new().delimiter(separator).build(),
            text: Vec::new(),
            position: 0,
            at_end: false,
            after_carriage_return: false,
            row: 0,
            separator,
            widest: 0,
            quotes: Quotes::default(),
            fields: vec![0; 4096],
            ends: vec![0; 64],
        })
    }

    fn next(&mut self) -> Result<Option<Record<'_>>, Problem> {
        if !self.skip_blank_lines()? {
            return Ok(None);
        }
        self.row += 1;
        if let Some((start, end, count)) = self.plain_line() {
            let line = self.text.get(start..end).unwrap_or_default();
            let text = std::str::from_utf8(line).map_err(|error| unreadable(self.facts, error))?;
            self.widest = self.widest.max(count);
            return Ok(Some(Record {
                row: self.row,
                text,
                ends: self.ends.get(..count).unwrap_or_default(),
                gap: 1,
            }));
        }
        self.quotes = Quotes::default();
        let (mut written, mut ended) = (0, 0);
        loop {
            let input = self.text.get(self.position..).unwrap_or_default();
            let fields = self.fields.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(ended..).unwrap_or_default();
            let (result, read, wrote, found) = self.csv.read_record(input, fields, ends);
            if let Some(last) = read.checked_sub(1).and_then(|last| input.get(last)) {
                self.after_carriage_return = *last == b'\r';
            }
            self.quotes
                .observe(input.get(..read).unwrap_or_default(), self.separator);
            self.position += read;
            written += wrote;
            ended += found;
            match result {
                csv_core::ReadRecordResult::InputEmpty => {
                    self.refill()?;
                }
                csv_core::ReadRecordResult::OutputFull => {
                    if self.fields.len() >= LONGEST_RECORD {
                        return Err(self
                            .facts
                            .problem(&message::RECORD_TOO_LONG, Some(self.row))
                            .with("row", self.row));
                    }
                    self.fields.resize(self.fields.len() * 2, 0);
                }
                csv_core::ReadRecordResult::OutputEndsFull => {
                    if self.ends.len() > MOST_COLUMNS {
                        return Err(self
                            .facts
                            .problem(&message::TOO_MANY_COLUMNS, Some(self.row))
                            .with("row", self.row)
                            .with("limit", MOST_COLUMNS));
                    }
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                csv_core::ReadRecordResult::Record => break,
                csv_core::ReadRecordResult::End => return Ok(None),
            }
        }
        let text = std::str::from_utf8(self.fields.get(..written).unwrap_or_default())
            .map_err(|error| unreadable(self.facts, error))?;
        let is_cut = self.at_end && self.position >= self.text.len() && self.quotes.is_open();
        if is_cut || holds_whole_rows(text, self.separator, self.widest) {
            return Err(self
                .facts
                .problem(&message::QUOTE_UNCLOSED, Some(self.row))
                .with("row", self.row));
        }
        self.widest = self.widest.max(ended);
        Ok(Some(Record {
            row: self.row,
            text,
            ends: self.ends.get(..ended).unwrap_or_default(),
            gap: 0,
        }))
    }

    /// Steps over a line that is whole in the text and has no quotation mark, the most frequent kind: where it begins and
    /// ends, and how many cells it has, whose ends are noted.
    fn plain_line(&mut self) -> Option<(usize, usize, usize)> {
        let rest = self.text.get(self.position..)?;
        let length = memchr::memchr3(b'\n', b'\r', b'"', rest)?;
        let next = match (rest.get(length)?, rest.get(length + 1)) {
            (b'\n', _) => length + 1,
            (b'\r', Some(b'\n')) => length + 2,
            _ => return None,
        };
        let line = rest.get(..length)?;
        let mut count = 0;
        for end in memchr::memchr_iter(self.separator, line).chain(std::iter::once(length)) {
            *self.ends.get_mut(count)? = end;
            count += 1;
        }
        let start = self.position;
        self.position += next;
        Some((start, start + length, count))
    }

    /// Goes to the next line that holds something; false at the end of the file.
    fn skip_blank_lines(&mut self) -> Result<bool, Problem> {
        loop {
            match self.text.get(self.position) {
                None => {
                    if self.at_end {
                        return Ok(false);
                    }
                    self.refill()?;
                }
                Some(b'\n') if self.after_carriage_return => {
                    self.after_carriage_return = false;
                    self.position += 1;
                }
                Some(byte @ (b'\n' | b'\r')) => {
                    self.after_carriage_return = *byte == b'\r';
                    self.position += 1;
                    self.row += 1;
                }
                Some(_) => {
                    self.after_carriage_return = false;
                    return Ok(true);
                }
            }
        }
    }

    /// Replaces the text, all of which was read, by the next of the file.
    fn refill(&mut self) -> Result<(), Problem> {
        self.text.clear();
        self.position = 0;
        while self.text.is_empty() && !self.at_end {
            self.at_end = !self
                .decoder
                .next_chunk(&mut self.text)
                .map_err(|error| unreadable(self.facts, error))?;
        }
        Ok(())
    }
}

fn unreadable(facts: &FileFacts, error: impl std::fmt::Display) -> Problem {
    Problem::new(&message::FILE_UNREADABLE)
        .with("file", facts.path.display())
        .because(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn rows(text: &[u8]) -> Vec<(u64, Vec<String>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, text).unwrap();
        let facts = FileFacts::read(&path).unwrap();
        let mut records = Records::open(&facts, Encoding::Utf8 { marked: false }, b',').unwrap();
        let mut rows = Vec::new();
        while let Some(record) = records.next().unwrap() {
            rows.push((record.row, record.cells().map(str::to_owned).collect()));
        }
        rows
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let read = rows(b"a,b\r\n\r\n\"x\r\ny\",2\r\n3,4\n\n\n5,6");
        let numbers: Vec<_> = read.iter().map(|(row, _)| *row).collect();
        assert_eq!(numbers, [1, 3, 4, 7]);
        assert_eq!(read[1].1, ["x\r\ny", "2"]);
        assert_eq!(
            rows(b"a\rb\r\rc").iter().map(|(row, _)| *row).collect::<Vec<_>>(),
            [1, 2, 4]
        );
    }

    /// Both ways through a line give the same cells: a quoted cell in a line forces the slower one.
    #[test]
    fn plain_and_quoted_lines_are_read_alike() {
        let read = rows("ক,,b c,\r\n,\nlast,1".as_bytes());
        let quoted = rows("\"ক\",,b c,\r\n\"\",\n\"last\",1".as_bytes());
        assert_eq!(read, quoted);
        assert_eq!(read[0].1, ["ক", "", "b c", ""]);
        assert_eq!(read[1].1, ["", ""]);
        assert_eq!(read[2], (3, vec!["last".to_owned(), "1".to_owned()]));
        let wide = ["x"; 300].join(",");
        assert_eq!(rows(format!("{wide}\n{wide}\n").as_bytes())[1].1.len(), 300);
    }

    #[test]
    fn a_quotation_mark_left_open_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let mut text = b"a,b\n1,\"open\n".to_vec();
        text.extend(std::iter::repeat_n(b"1,2\n", 3 << 20).flatten());
        std::fs::write(&path, text).unwrap();
        let facts = FileFacts::read(&path).unwrap();
        let mut records = Records::open(&facts, Encoding::Utf8 { marked: false }, b',').unwrap();
        records.next().unwrap();
        let problem = records.next().err().unwrap();
        assert_eq!(
            (problem.code(), problem.place().unwrap().row),
            ("ingest.record_too_long", Some(2))
        );
    }
}
