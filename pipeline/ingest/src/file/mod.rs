//! A file as rows of text cells, whatever its format.
//!
//! A file is read whole for its hash and encoding, then as a table: once where it is in order, twice otherwise.
//! Memory is bounded by the size of a batch, except for the shared strings of a workbook and
//! for a packed workbook or Parquet file, whose sizes are checked first.

pub(crate) mod batch;
mod delimited;
mod encoding;
mod packing;
mod parquet;
mod workbook;

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bytes::Bytes;
use dorpon_domain::message::{Message, ingest as message};
use dorpon_domain::problem::{Place, Problem};
use sha2::{Digest as _, Sha256};

use self::batch::TextBatch;
use self::delimited::DelimitedFile;
use self::encoding::{Encoding, EncodingDetector};
use self::packing::Packing;
use self::parquet::ParquetFile;
use self::workbook::Workbook;

/// Rows in which the header is looked for.
pub(crate) const HEAD_ROWS: usize = 30;

/// Most columns of a table.
pub(crate) const MOST_COLUMNS: usize = 1000;

/// What the first reading of a file says.
#[derive(Clone, Debug)]
pub(crate) struct FileFacts {
    pub(crate) path: PathBuf,
    /// The file's name without folders.
    pub(crate) name: String,
    pub(crate) bytes: u64,
    /// When it was last written, before it was read.
    modified: Option<SystemTime>,
    /// In lower hex.
    pub(crate) sha256: String,
    /// Whether the days of a workbook are counted from 1904.
    pub(crate) counts_from_1904: bool,
    packing: Packing,
    format: Format,
    content: Content,
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Delimited(Encoding),
    Workbook,
    Parquet,
}

/// Where the bytes of a workbook or a Parquet file are.
#[derive(Clone, Debug)]
enum Content {
    OnDisk,
    /// Unpacked.
    InMemory(Bytes),
}

/// Where in a file a table lies.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct TablePlace {
    /// Separator of a text file.
    pub(crate) separator: Option<u8>,
    /// Sheet of a workbook.
    pub(crate) sheet: Option<String>,
}

/// The first rows of a table.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) place: TablePlace,
    pub(crate) rows: Vec<HeadRow>,
}

/// One row of a head.
#[derive(Clone, Debug)]
pub(crate) struct HeadRow {
    /// As a person sees it, from 1.
    pub(crate) row: u64,
    pub(crate) cells: Vec<String>,
}

/// Whether a row has letters or digits, so that it may be a header.
fn says_something(cells: &[String]) -> bool {
    cells.iter().any(|cell| cell.contains(char::is_alphanumeric))
}

/// Which rows of a table are data.
#[derive(Clone, Debug)]
pub(crate) struct TableRange {
    pub(crate) place: TablePlace,
    /// Row of the header, from 1; data begins below.
    pub(crate) header_row: u64,
    /// Columns of the header.
    pub(crate) width: usize,
}

/// Sees the batches of a table, in order, until it wants no more.
pub(crate) type Visit<'a> = dyn FnMut(&TextBatch) -> Result<ControlFlow<()>, Problem> + 'a;

/// Hears how many bytes of the file are read, of how many.
pub(crate) type Progress<'a> = dyn Fn(u64, u64) + 'a;

impl FileFacts {
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        let unreadable = |error: std::io::Error| {
            Problem::new(&message::FILE_UNREADABLE)
                .with("file", path.display())
                .because(error)
        };
        let modified = last_written(path);
        let mut detector = EncodingDetector::default();
        let mut bytes = 0;
        // The hash on a thread of its own: what it reads is in the system's memory by then.
        let (hashed, first) = std::thread::scope(|scope| {
            let hashing = scope.spawn(|| hash_of(path));
            let mut see = |chunk: &[u8]| {
                detector.observe(chunk);
                bytes += chunk.len() as u64;
            };
            let first = File::open(path).and_then(|mut file| read_chunks(&mut file, &mut see));
            match hashing.join() {
                Ok(hashed) => (hashed, first),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        let (sha256, hashed_bytes) = hashed.map_err(unreadable)?;
        let mut first = first.map_err(unreadable)?;
        if hashed_bytes != bytes {
            return Err(unplaced(&message::FILE_CHANGED, &name));
        }
        let packing = Packing::detect(path, &name, &first)?;
        if packing != Packing::Plain {
            detector = EncodingDetector::default();
            first = packing
                .open(path)
                .and_then(|mut inside| read_chunks(&mut inside, &mut |chunk| detector.observe(chunk)))
                .map_err(|error| packing.failure(&name, path, error))?;
        }
        let refused = |text| Err(unplaced(text, &name));
        let format = match first.as_slice() {
            [] => return refused(&message::FILE_EMPTY),
            [b'P', b'K', 3, 4, ..] => Format::Workbook,
            [b'P', b'A', b'R', b'1', ..] => Format::Parquet,
            [b'P', b'A', b'R', b'E', ..] => return refused(&message::PARQUET_ENCRYPTED),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => return refused(&message::WORKBOOK_OLD_OR_ENCRYPTED),
            [0x1F, 0x8B, ..] => return refused(&message::PACKED_TWICE),
            _ => match detector.finish().filter(|_| !first.starts_with(b"%PDF")) {
                Some(encoding) if !is_markup(&first) => Format::Delimited(encoding),
                _ => return refused(&message::NOT_A_TABLE),
            },
        };
        let content = match format {
            Format::Workbook | Format::Parquet if packing != Packing::Plain => {
                Content::InMemory(packing.read_all(path, &name)?.into())
            }
            _ => Content::OnDisk,
        };
        let mut facts = Self {
            path: path.to_owned(),
            name,
            bytes,
            modified,
            sha256,
            counts_from_1904: false,
            packing,
            format,
            content,
        };
        if matches!(format, Format::Workbook) {
            if packing != Packing::Plain && !workbook::is_workbook(&facts) {
                return Err(unplaced(&message::PACKED_TWICE, &facts.name));
            }
            facts.counts_from_1904 = workbook::counts_from_1904(&facts);
        }
        Ok(facts)
    }

    /// Refuses a file that was written while it was read: its hash would be that of another.
    ///
    /// # Errors
    /// `file_changed`.
    pub(crate) fn refuse_changed(&self) -> Result<(), Problem> {
        let bytes = std::fs::metadata(&self.path).map(|metadata| metadata.len()).ok();
        if bytes != Some(self.bytes) || last_written(&self.path) != self.modified {
            return Err(self.problem(&message::FILE_CHANGED, None));
        }
        Ok(())
    }

    /// The text of a delimited file, unpacked.
    fn open_text(&self) -> Result<Box<dyn Read + Send>, Problem> {
        self.packing
            .open(&self.path)
            .map_err(|error| self.packing.failure(&self.name, &self.path, error))
    }

    /// The encoding of a text file.
    pub(crate) fn encoding(&self) -> Option<&'static str> {
        match self.format {
            Format::Delimited(encoding) => Some(encoding.name()),
            Format::Workbook | Format::Parquet => None,
        }
    }

    /// A problem that lies in this file.
    pub(crate) fn problem(&self, text: &'static Message, row: Option<u64>) -> Problem {
        Problem::new(text).with("file", &self.name).at(place(&self.name, row))
    }
}

/// Whether a text is a web page, XML or JSON, whatever its name says.
fn is_markup(first: &[u8]) -> bool {
    let text = first
        .strip_prefix(b"\xEF\xBB\xBF".as_slice())
        .unwrap_or(first)
        .trim_ascii_start();
    match text {
        [b'<', letter, ..] => letter.is_ascii_alphabetic() || matches!(letter, b'!' | b'?'),
        [b'{', rest @ ..] => rest.trim_ascii_start().starts_with(b"\""),
        [b'[', rest @ ..] => rest.trim_ascii_start().starts_with(b"{"),
        _ => false,
    }
}

fn last_written(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// A problem that lies in a file as a whole.
fn unplaced(text: &'static Message, name: &str) -> Problem {
    Problem::new(text).with("file", name).at(place(name, None))
}

/// SHA-256 of a file in lower hex, and its size.
fn hash_of(path: &Path) -> std::io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut bytes = 0;
    read_chunks(&mut File::open(path)?, &mut |chunk| {
        hasher.update(chunk);
        bytes += chunk.len() as u64;
    })?;
    Ok((
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes,
    ))
}

/// Shows all of a reader, chunk after chunk; answers with the first one.
fn read_chunks(reader: &mut dyn Read, see: &mut dyn FnMut(&[u8])) -> std::io::Result<Vec<u8>> {
    let mut first = Vec::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let count = match reader.read(&mut buffer) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        let chunk = buffer.get(..count).unwrap_or_default();
        if chunk.is_empty() {
            return Ok(first);
        }
        if first.is_empty() {
            first = chunk.to_vec();
        }
        see(chunk);
    }
}

fn place(name: &str, row: Option<u64>) -> Place {
    Place {
        file: name.to_owned(),
        row,
        column: None,
    }
}

/// A file that can be read as a table.
pub(crate) enum TableFile {
    Delimited(DelimitedFile),
    Workbook(Box<Workbook>),
    Parquet(ParquetFile),
}

impl TableFile {
    pub(crate) fn open(facts: &FileFacts) -> Result<Self, Problem> {
        match facts.format {
            Format::Delimited(encoding) => Ok(Self::Delimited(DelimitedFile::new(facts, encoding))),
            Format::Workbook => Workbook::open(facts).map(|workbook| Self::Workbook(Box::new(workbook))),
            Format::Parquet => ParquetFile::open(facts).map(Self::Parquet),
        }
    }

    /// The first rows of every table that the file may hold: one for each separator or each
    /// visible sheet; the column names of a Parquet file.
    pub(crate) fn heads(&mut self) -> Result<Vec<Head>, Problem> {
        match self {
            Self::Delimited(file) => file.heads(),
            Self::Workbook(workbook) => workbook.heads(),
            Self::Parquet(file) => Ok(file.heads()),
        }
    }

    /// Shows the rows below a header, batch after batch.
    pub(crate) fn scan(
        &mut self,
        table: &TableRange,
        progress: &Progress<'_>,
        visit: &mut Visit<'_>,
    ) -> Result<(), Problem> {
        match self {
            Self::Delimited(file) => file.scan(table, progress, visit),
            Self::Workbook(workbook) => workbook.scan(table, progress, visit),
            Self::Parquet(file) => file.scan(table, progress, visit),
        }
    }
}
