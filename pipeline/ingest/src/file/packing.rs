//! How a file is packed: not at all, with gzip, or as the one table inside a zip.
//!
//! What is inside is unpacked as it is read; only a workbook or a Parquet file, which must be read out of order, is
//! held in memory. A pack that swells beyond what tables do is refused before it fills the memory or the disk.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::Path;

use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use zip::CompressionMethod;

use super::unplaced;

/// Bytes that any pack may unpack to.
const UNSUSPICIOUS_SIZE: u64 = 64 << 20;

/// Beyond it, a pack that swells more than this is a bomb: text tables shrink ten to forty times.
const STRONGEST_COMPRESSION: u64 = 200;

/// Largest workbook or Parquet file inside a pack.
const LARGEST_IN_MEMORY: u64 = 512 << 20;

/// Files of a zip that a message names.
const NAMED_FILES: usize = 4;

/// How a file is packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    /// The only file of a zip.
    Zip {
        /// Where its packed bytes begin.
        start: u64,
        packed: u64,
        is_deflated: bool,
    },
}

impl Packing {
    /// Looks at the first bytes, and into the table of contents of a zip. A workbook, which is a zip too, is plain.
    pub(super) fn detect(path: &Path, name: &str, first: &[u8]) -> Result<Self, Problem> {
        match first {
            [0x1F, 0x8B, ..] => Ok(Self::Gzip),
            [b'P', b'K', 3, 4, ..] => in_zip(path, name),
            // A zip without files.
            [b'P', b'K', 5, 6, ..] => Err(unplaced(&message::FILE_EMPTY, name)),
            _ => Ok(Self::Plain),
        }
    }

    /// The bytes of the table.
    pub(super) fn open(self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        Ok(match self {
            Self::Plain => Box::new(file),
            Self::Gzip => Box::new(Bounded::new(MultiGzDecoder::new(BufReader::new(file)), bytes)),
            Self::Zip {
                start,
                packed,
                is_deflated,
            } => {
                file.seek(SeekFrom::Start(start))?;
                let part = BufReader::new(file.take(packed));
                if is_deflated {
                    Box::new(Bounded::new(DeflateDecoder::new(part), packed))
                } else {
                    Box::new(part)
                }
            }
        })
    }

    /// All bytes of the table, for formats that are read out of order.
    pub(super) fn read_all(self, path: &Path, name: &str) -> Result<Vec<u8>, Problem> {
        let mut content = Vec::new();
        self.open(path)
            .and_then(|reader| reader.take(LARGEST_IN_MEMORY + 1).read_to_end(&mut content))
            .map_err(|error| self.failure(name, path, error))?;
        if content.len() as u64 > LARGEST_IN_MEMORY {
            return Err(unplaced(&message::PACKED_TOO_LARGE, name));
        }
        Ok(content)
    }

    /// A failed reading: of the disk where the file is not packed, else of the pack.
    pub(super) fn failure(self, name: &str, path: &Path, error: io::Error) -> Problem {
        if self == Self::Plain {
            return Problem::new(&message::FILE_UNREADABLE)
                .with("file", path.display())
                .because(error);
        }
        let text = if error.kind() == io::ErrorKind::FileTooLarge {
            &message::PACKED_TOO_LARGE
        } else {
            &message::PACKED_DAMAGED
        };
        unplaced(text, name).because(error)
    }
}

fn in_zip(path: &Path, name: &str) -> Result<Packing, Problem> {
    let is_named_workbook = [".xlsx", ".xlsm"]
        .iter()
        .any(|ending| name.to_lowercase().ends_with(ending));
    let text = if is_named_workbook {
        &message::WORKBOOK_DAMAGED
    } else {
        &message::PACKED_DAMAGED
    };
    let damaged = |error: &dyn std::fmt::Display| unplaced(text, name).because(error);
    let file = File::open(path).map_err(|error| damaged(&error))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(&error))?;
    // A name in a code page of its own cannot be read; what is inside can.
    let names: Vec<String> = archive
        .file_names()
        .map(|part| part.map_or_else(|_| "?".to_owned(), Cow::into_owned))
        .collect();
    // Office documents are zips of such parts; which of them is a workbook is its reader's to say.
    let is_document = |part: &String| {
        part == "[Content_Types].xml"
            || part == "mimetype"
            || ["xl/", "word/", "ppt/"].iter().any(|folder| part.starts_with(folder))
    };
    if names.iter().any(is_document) {
        return Ok(Packing::Plain);
    }
    let tables: Vec<(usize, &String)> = names
        .iter()
        .enumerate()
        .filter(|(_, part)| {
            let last = part.rsplit('/').next().unwrap_or_default();
            !last.is_empty() && !last.starts_with('.') && !part.starts_with("__MACOSX/")
        })
        .collect();
    let [(position, _)] = tables.as_slice() else {
        let names: Vec<&str> = tables.iter().take(NAMED_FILES).map(|(_, part)| part.as_str()).collect();
        return Err(match names.as_slice() {
            [] => unplaced(&message::FILE_EMPTY, name),
            _ => unplaced(&message::PACKED_SEVERAL, name)
                .with("count", tables.len())
                .with("names", names.join(", ")),
        });
    };
    let part = archive.by_index_raw(*position).map_err(|error| damaged(&error))?;
    if part.encrypted() {
        return Err(unplaced(&message::PACKED_ENCRYPTED, name));
    }
    let is_deflated = match part.compression() {
        CompressionMethod::Stored => false,
        CompressionMethod::Deflated => true,
        other => return Err(unplaced(&message::PACKED_DAMAGED, name).because(other)),
    };
    let start = part
        .data_start()
        .ok_or_else(|| unplaced(&message::PACKED_DAMAGED, name))?;
    let packed = part.compressed_size();
    drop(part);
    // Read once through the archive, which checks the check sum.
    let whole = archive.by_index(*position).map_err(|error| damaged(&error))?;
    let mut whole = Bounded::new(whole, packed);
    let packing = Packing::Zip {
        start,
        packed,
        is_deflated,
    };
    io::copy(&mut whole, &mut io::sink()).map_err(|error| packing.failure(name, path, error))?;
    Ok(packing)
}

/// Fails with [`io::ErrorKind::FileTooLarge`] where more comes out than tables unpack to.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Bounded<R> {
    fn new(inner: R, packed: u64) -> Self {
        Self {
            inner,
            left: packed.saturating_mul(STRONGEST_COMPRESSION).max(UNSUSPICIOUS_SIZE),
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(count)
    }
}
