//! The one Parquet writer of Dorpon, and its reader.
//!
//! Invariants:
//! - a person-level table has an encrypted footer, and every column of it lies under the key
//!   of its class (a column that is not listed would be plain: Parquet encrypts listed
//!   columns only);
//! - no file has a bloom filter: parquet 59.3 writes the filter of an encrypted column in
//!   clear, and a stolen file would answer whether an NID is in it;
//! - the same rows in the same order give the same bytes in a public file: no time of
//!   creation, a fixed `created_by`. Encrypted files differ by their nonces; their content
//!   is compared by [`crate::table_content::content_hash`].

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use dorpon_domain::message::lake as message;
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::problem::Problem;
use dorpon_privacy::KeyRing;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::encryption::decrypt::{FileDecryptionProperties, KeyRetriever};
use parquet::encryption::encrypt::FileEncryptionProperties;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use crate::durable;

/// Most rows in one row group: what a reader must hold to skip or fetch.
pub const ROW_GROUP_ROWS: usize = 256 * 1024;

/// Rows in one batch that the reader gives.
const BATCH_ROWS: usize = 8192;

const CREATED_BY: &str = "dorpon version 1";

/// Mark in the reader's words for a key ring that did not write the file.
const OTHER_KEYS: &str = "written under the keys";

/// Who may read a table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Protection {
    /// Anyone: aggregates and reference.
    Public,
    /// Who holds the keys: each column with its class.
    PersonLevel(Vec<(String, PersonalDataClass)>),
}

/// What is known of the columns of a table before its rows, so that no work is wasted on them.
#[derive(Clone, Debug, Default)]
pub struct Storage {
    /// Text columns whose values hardly repeat: a dictionary of them would be as long as they are.
    pub distinct: Vec<String>,
    /// Whole numbers that rise from row to row: only their differences are stored.
    pub rising: Vec<String>,
}

/// What was written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Written {
    /// Rows.
    pub rows: u64,
    /// Size of the file.
    pub bytes: u64,
}

/// Writes one Parquet file. Dropped without [`TableWriter::finish`], it leaves nothing.
pub struct TableWriter {
    writer: Option<ArrowWriter<File>>,
    path: PathBuf,
    partial: PathBuf,
    rows: u64,
}

impl TableWriter {
    /// Begins a file; it appears at `path` when it is whole. The folder must exist.
    ///
    /// # Errors
    /// `lake.table_unclassified` when a column of a person-level table has no class,
    /// `lake.table_type_unsupported`, `lake.file_unwritable`.
    pub fn create(path: &Path, schema: SchemaRef, protection: &Protection, keys: &KeyRing) -> Result<Self, Problem> {
        Self::create_stored(path, schema, protection, &Storage::default(), keys)
    }

    /// As [`TableWriter::create`], for a table of which more is known.
    ///
    /// # Errors
    /// As [`TableWriter::create`].
    pub fn create_stored(
        path: &Path,
        schema: SchemaRef,
        protection: &Protection,
        storage: &Storage,
        keys: &KeyRing,
    ) -> Result<Self, Problem> {
        let properties = writer_properties(path, &schema, protection, storage, keys)?;
        let partial = durable::with_suffix(path, ".partial");
        let file = durable::create_file(&partial).map_err(|error| durable::unwritable(path, error))?;
        let writer = ArrowWriter::try_new(file, schema, Some(properties)).map_err(|error| {
            let _ = std::fs::remove_file(&partial);
            durable::unwritable(path, error)
        })?;
        Ok(Self {
            writer: Some(writer),
            path: path.to_owned(),
            partial,
            rows: 0,
        })
    }

    /// Adds rows, whose schema must be the file's.
    ///
    /// # Errors
    /// `lake.file_unwritable`.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), Problem> {
        if let Some(writer) = &mut self.writer {
            writer
                .write(batch)
                .map_err(|error| durable::unwritable(&self.path, error))?;
            self.rows += u64::try_from(batch.num_rows()).unwrap_or(u64::MAX);
        }
        Ok(())
    }

    /// Ends the file, flushes it to the disk and gives it its name.
    ///
    /// # Errors
    /// `lake.file_unwritable`; there is then no file.
    pub fn finish(mut self) -> Result<Written, Problem> {
        let mut bytes = 0;
        if let Some(writer) = self.writer.take() {
            let file = writer
                .into_inner()
                .map_err(|error| durable::unwritable(&self.path, error))?;
            bytes = file
                .sync_all()
                .and_then(|()| file.metadata())
                .map_err(|error| durable::unwritable(&self.path, error))?
                .len();
        }
        std::fs::rename(&self.partial, &self.path).map_err(|error| durable::unwritable(&self.path, error))?;
        durable::flush_parent(&self.path)?;
        Ok(Written { rows: self.rows, bytes })
    }
}

impl Drop for TableWriter {
    fn drop(&mut self) {
        // After `finish` the partial file bears its own name and this finds nothing.
        drop(self.writer.take());
        let _ = std::fs::remove_file(&self.partial);
    }
}

/// Writes a whole table at once.
///
/// # Errors
/// As [`TableWriter`].
pub fn write_table(
    path: &Path,
    schema: SchemaRef,
    batches: &[RecordBatch],
    protection: &Protection,
    keys: &KeyRing,
) -> Result<Written, Problem> {
    let mut writer = TableWriter::create(path, schema, protection, keys)?;
    for batch in batches {
        writer.write(batch)?;
    }
    writer.finish()
}

/// How every table is written.
fn writer_properties(
    path: &Path,
    schema: &Schema,
    protection: &Protection,
    storage: &Storage,
    keys: &KeyRing,
) -> Result<WriterProperties, Problem> {
    let mut builder = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_bloom_filter_enabled(false);
    for column in &storage.rising {
        builder = builder
            .set_column_dictionary_enabled(column.as_str().into(), false)
            .set_column_encoding(column.as_str().into(), Encoding::DELTA_BINARY_PACKED);
    }
    for column in &storage.distinct {
        builder = builder.set_column_dictionary_enabled(column.as_str().into(), false);
    }
    if let Protection::PersonLevel(classes) = protection {
        builder = builder.with_file_encryption_properties(encryption_properties(path, schema, classes, keys)?);
    }
    Ok(builder.build())
}

/// The keys for each column of a person-level table; `path` is for the message only.
///
/// # Errors
/// `lake.table_unclassified`, `lake.table_type_unsupported`.
pub fn encryption_properties(
    path: &Path,
    schema: &Schema,
    classes: &[(String, PersonalDataClass)],
    keys: &KeyRing,
) -> Result<Arc<FileEncryptionProperties>, Problem> {
    let unclassified = |column: &str| {
        Problem::new(&message::TABLE_UNCLASSIFIED)
            .with("path", path.display())
            .with("column", column)
    };
    let leaves = ArrowSchemaConverter::new().convert(schema).map_err(|error| {
        Problem::new(&message::TABLE_TYPE_UNSUPPORTED)
            .with("column", path.display())
            .with("type", "?")
            .because(error)
    })?;
    let mut builder = FileEncryptionProperties::builder(keys.footer_key().to_vec())
        .with_footer_key_metadata(footer_key_name(keys).into_bytes());
    for field in schema.fields() {
        if !classes.iter().any(|(name, _)| name == field.name()) {
            return Err(unclassified(field.name()));
        }
    }
    for leaf in leaves.columns() {
        let column = leaf.path().parts().first().map(String::as_str).unwrap_or_default();
        // Listed twice, the stricter class holds.
        let class = classes
            .iter()
            .filter(|(name, _)| name == column)
            .map(|(_, class)| *class)
            .max();
        let class = class.ok_or_else(|| unclassified(column))?;
        builder = builder.with_column_key_and_metadata(
            &leaf.path().string(),
            keys.column_key(class).to_vec(),
            class.name().as_bytes().to_vec(),
        );
    }
    if schema.fields().is_empty() {
        return Err(unclassified("?"));
    }
    builder.build().map_err(|error| durable::unwritable(path, error))
}

/// The keys for reading; files that are not encrypted are read with them too.
///
/// # Errors
/// None in practice: the signature is the library's.
pub fn decryption_properties(keys: &KeyRing) -> Result<Arc<FileDecryptionProperties>, Problem> {
    FileDecryptionProperties::with_key_retriever(Arc::new(ClassKeys { keys: keys.clone() }))
        .build()
        .map_err(|error| durable::unreadable(Path::new("?"), error))
}

/// Finds keys by the names that [`encryption_properties`] wrote.
struct ClassKeys {
    keys: KeyRing,
}

impl KeyRetriever for ClassKeys {
    fn retrieve_key(&self, key_metadata: &[u8]) -> Result<Vec<u8>, ParquetError> {
        let name = String::from_utf8_lossy(key_metadata);
        if let Some(class) = PersonalDataClass::ALL.into_iter().find(|class| class.name() == name) {
            return Ok(self.keys.column_key(class).to_vec());
        }
        if name == footer_key_name(&self.keys) {
            return Ok(self.keys.footer_key().to_vec());
        }
        Err(ParquetError::General(format!(
            "{OTHER_KEYS} {name}, at hand are {}",
            footer_key_name(&self.keys)
        )))
    }
}

fn footer_key_name(keys: &KeyRing) -> String {
    format!("footer-{}", keys.fingerprint())
}

/// The rows of a table, batch after batch.
pub struct TableReader {
    reader: ParquetRecordBatchReader,
    path: PathBuf,
}

impl Iterator for TableReader {
    type Item = Result<RecordBatch, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.reader.next()?.map_err(|error| damaged(&self.path, error)))
    }
}

/// Opens a table.
///
/// # Errors
/// `lake.table_locked` when other keys wrote it, `lake.table_damaged`, `lake.file_unreadable`.
pub fn read_table(path: &Path, keys: &KeyRing) -> Result<(SchemaRef, TableReader), Problem> {
    open(path, Some(keys))
}

/// The rows of some columns of a table, in the order of the table.
///
/// # Errors
/// As [`read_table`]; `lake.table_damaged` where a column is not there.
pub fn read_columns(path: &Path, keys: &KeyRing, columns: &[String]) -> Result<TableReader, Problem> {
    let options = ArrowReaderOptions::new().with_file_decryption_properties(decryption_properties(keys)?);
    let file = File::open(path).map_err(|error| durable::unreadable(path, error))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(|error| damaged(path, error))?;
    let places = columns.iter().map(|column| builder.schema().index_of(column));
    let places: Vec<usize> = places.collect::<Result<_, _>>().map_err(|error| damaged(path, error))?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), places);
    let reader = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build();
    Ok(TableReader {
        reader: reader.map_err(|error| damaged(path, error))?,
        path: path.to_owned(),
    })
}

/// Opens a public table without any key.
///
/// # Errors
/// `lake.table_locked` for a person-level table, `lake.table_damaged`, `lake.file_unreadable`.
pub fn read_public_table(path: &Path) -> Result<(SchemaRef, TableReader), Problem> {
    open(path, None)
}

fn open(path: &Path, keys: Option<&KeyRing>) -> Result<(SchemaRef, TableReader), Problem> {
    let file = File::open(path).map_err(|error| durable::unreadable(path, error))?;
    let encrypted = is_encrypted(path)?;
    let mut options = ArrowReaderOptions::new();
    if let Some(keys) = keys {
        options = options.with_file_decryption_properties(decryption_properties(keys)?);
    }
    let refused = |error: ParquetError| {
        if encrypted && (keys.is_none() || error.to_string().contains(OTHER_KEYS)) {
            return Problem::new(&message::TABLE_LOCKED)
                .with("path", path.display())
                .because(error);
        }
        damaged(path, error)
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(refused)?;
    let schema = Arc::clone(builder.schema());
    let reader = builder.with_batch_size(BATCH_ROWS).build().map_err(refused)?;
    Ok((
        schema,
        TableReader {
            reader,
            path: path.to_owned(),
        },
    ))
}

/// Whether the file says of itself that its footer is encrypted.
///
/// # Errors
/// `lake.file_unreadable`.
pub fn is_encrypted(path: &Path) -> Result<bool, Problem> {
    use std::io::Read as _;
    let mut mark = [0; 4];
    let mut file = File::open(path).map_err(|error| durable::unreadable(path, error))?;
    match file.read_exact(&mut mark) {
        Ok(()) => Ok(mark == *b"PARE"),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(durable::unreadable(path, error)),
    }
}

fn damaged(path: &Path, error: impl std::fmt::Display) -> Problem {
    Problem::new(&message::TABLE_DAMAGED)
        .with("path", path.display())
        .because(error)
}

#[cfg(test)]
mod tests;
