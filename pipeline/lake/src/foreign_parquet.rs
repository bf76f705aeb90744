//! Parquet files of others, read as they are, and Parquet files in the clear for others.
//!
//! All crates that read or write such files do it here: the machinery of Parquet is then built once, and not again in
//! each crate that names a kind of reader. What the columns mean, keys and encryption do not belong here.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use bytes::Bytes;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, Length};

/// Where the bytes are.
pub enum Source {
    /// In a file.
    File(File),
    /// In memory.
    Memory(Bytes),
}

impl Length for Source {
    fn len(&self) -> u64 {
        match self {
            Self::File(file) => Length::len(file),
            Self::Memory(bytes) => Length::len(bytes),
        }
    }
}

impl ChunkReader for Source {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(match self {
            Self::File(file) => Box::new(BufReader::new(ChunkReader::get_read(file, start)?)),
            Self::Memory(bytes) => Box::new(ChunkReader::get_read(bytes, start)?),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        match self {
            Self::File(file) => file.get_bytes(start, length),
            Self::Memory(bytes) => ChunkReader::get_bytes(bytes, start, length),
        }
    }
}

/// How much the foot of a file says that a row group holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RowGroup {
    /// Bytes of its unpacked columns.
    pub bytes: i64,
    /// Rows.
    pub rows: i64,
}

/// A file whose foot has been read.
pub struct ForeignParquet {
    builder: ParquetRecordBatchReaderBuilder<Source>,
}

impl ForeignParquet {
    /// Reads the foot.
    ///
    /// # Errors
    /// No Parquet file, or a damaged one.
    pub fn open(source: Source) -> Result<Self> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(source)?;
        Ok(Self { builder })
    }

    /// Names and types of the columns.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        self.builder.schema()
    }

    /// What the foot says of each row group.
    pub fn row_groups(&self) -> impl Iterator<Item = RowGroup> {
        self.builder.metadata().row_groups().iter().map(|group| RowGroup {
            bytes: group.total_byte_size(),
            rows: group.num_rows(),
        })
    }

    /// The rows of all columns, or of those at some places, in the order of the file and so many at a time.
    ///
    /// # Errors
    /// A damaged file.
    pub fn batches(self, places: Option<&[usize]>, batch_rows: usize) -> Result<ForeignBatches> {
        let mut builder = self.builder.with_batch_size(batch_rows);
        if let Some(places) = places {
            let mask = ProjectionMask::roots(builder.parquet_schema(), places.iter().copied());
            builder = builder.with_projection(mask);
        }
        Ok(ForeignBatches {
            reader: builder.build()?,
        })
    }
}

/// The rows of a file, batch after batch.
pub struct ForeignBatches {
    reader: ParquetRecordBatchReader,
}

impl Iterator for ForeignBatches {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.reader.next()
    }
}

/// A file in the making, in the clear, compressed with zstd.
pub struct PlainWriter<'a> {
    writer: ArrowWriter<&'a mut BufWriter<File>>,
}

impl<'a> PlainWriter<'a> {
    /// Begins it.
    ///
    /// # Errors
    /// A type that Parquet does not have.
    pub fn begin(file: &'a mut BufWriter<File>, schema: SchemaRef) -> Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        Ok(Self {
            writer: ArrowWriter::try_new(file, schema, Some(properties))?,
        })
    }

    /// Adds rows, whose schema must be the file's.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch)
    }

    /// Ends it.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn close(self) -> Result<()> {
        self.writer.close().map(|_| ())
    }
}
