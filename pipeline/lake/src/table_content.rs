//! What a table says, apart from how its file says it.
//!
//! Encryption nonces, row groups, pages and compression leave the content hash alone; a
//! changed value, row order, column name or type does not.

use std::path::Path;

use arrow::array::{
    Array, ArrayRef, AsArray as _, FixedSizeListArray, LargeListArray, ListArray, StructArray, make_array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use dorpon_domain::message::lake as message;
use dorpon_domain::problem::Problem;
use dorpon_privacy::KeyRing;
use sha2::{Digest as _, Sha256};

use crate::table_file::read_table;

/// SHA-256 in lower hex over the names, types and values of a table, in the order of its rows.
///
/// # Errors
/// As [`read_table`], and `lake.table_type_unsupported`.
pub fn content_hash(path: &Path, keys: &KeyRing) -> Result<String, Problem> {
    let (schema, batches) = read_table(path, keys)?;
    let mut content = TableContent::new(&schema)?;
    for batch in batches {
        content.add(batch?.columns())?;
    }
    Ok(content.finish())
}

/// The content hash in the making: one hash per column, so that batches may be cut anywhere.
pub struct TableContent {
    schema: Sha256,
    columns: Vec<(FieldRef, Sha256)>,
    rows: u64,
    buffer: Vec<u8>,
}

impl TableContent {
    /// Begins with a table's columns.
    ///
    /// # Errors
    /// `lake.table_type_unsupported`.
    pub fn new(schema: &Schema) -> Result<Self, Problem> {
        let mut hasher = Sha256::new();
        hasher.update(b"dorpon table content 1");
        let mut columns = Vec::new();
        for field in schema.fields() {
            let text = format!("{}\0{}\0", field.name(), type_name(field)?);
            hasher.update(text.as_bytes());
            columns.push((field.clone(), Sha256::new()));
        }
        Ok(Self {
            schema: hasher,
            columns,
            rows: 0,
            buffer: Vec::new(),
        })
    }

    /// Adds the next rows, column by column.
    ///
    /// # Errors
    /// `lake.table_type_unsupported`.
    pub fn add(&mut self, arrays: &[ArrayRef]) -> Result<(), Problem> {
        for ((field, hasher), array) in self.columns.iter_mut().zip(arrays) {
            self.buffer.clear();
            append(field, array, &mut self.buffer)?;
            hasher.update(&self.buffer);
        }
        self.rows += arrays
            .first()
            .map_or(0, |array| u64::try_from(array.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// The hash.
    #[must_use]
    pub fn finish(self) -> String {
        let mut hasher = self.schema;
        hasher.update(self.rows.to_le_bytes());
        for (_, column) in self.columns {
            hasher.update(column.finalize());
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Types that hold the same values have the same name: text is text, however it lies in memory.
fn type_name(field: &Field) -> Result<String, Problem> {
    Ok(match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text".to_owned(),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => "bytes".to_owned(),
        DataType::Dictionary(_, values) => {
            type_name(&Field::new(field.name(), values.as_ref().clone(), field.is_nullable()))?
        }
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            format!("list({})", type_name(item)?)
        }
        DataType::Struct(fields) => {
            let mut names = String::from("struct(");
            for field in fields {
                names.push_str(field.name());
                names.push(' ');
                names.push_str(&type_name(field)?);
                names.push(',');
            }
            names.push(')');
            names
        }
        plain if plain.is_null() || *plain == DataType::Boolean || plain.primitive_width().is_some() => {
            plain.to_string()
        }
        _ => return Err(unsupported(field)),
    })
}

fn unsupported(field: &Field) -> Problem {
    Problem::new(&message::TABLE_TYPE_UNSUPPORTED)
        .with("column", field.name())
        .with("type", field.data_type())
}

/// Each value as a byte that says whether it is there, then the value: fixed width, or its
/// length and bytes.
fn append(field: &Field, array: &ArrayRef, buffer: &mut Vec<u8>) -> Result<(), Problem> {
    match array.data_type() {
        DataType::Utf8 => append_bytes(array.as_string::<i32>().iter().map(|v| v.map(str::as_bytes)), buffer),
        DataType::LargeUtf8 => {
            append_bytes(array.as_string::<i64>().iter().map(|v| v.map(str::as_bytes)), buffer);
        }
        DataType::Utf8View => append_bytes(array.as_string_view().iter().map(|v| v.map(str::as_bytes)), buffer),
        DataType::Binary => append_bytes(array.as_binary::<i32>().iter(), buffer),
        DataType::LargeBinary => append_bytes(array.as_binary::<i64>().iter(), buffer),
        DataType::BinaryView => append_bytes(array.as_binary_view().iter(), buffer),
        DataType::Boolean => {
            for value in array.as_boolean().iter() {
                buffer.push(value.map_or(0, |value| 1 + u8::from(value)));
            }
        }
        DataType::Null => buffer.resize(buffer.len() + array.len(), 0),
        DataType::Dictionary(_, values) => {
            let values = cast(array, values).map_err(|error| unsupported(field).because(error))?;
            append(field, &values, buffer)?;
        }
        DataType::List(item) => append_lists(item, array, ListArray::value, buffer)?,
        DataType::LargeList(item) => append_lists(item, array, LargeListArray::value, buffer)?,
        DataType::FixedSizeList(item, _) => append_lists(item, array, FixedSizeListArray::value, buffer)?,
        DataType::Struct(fields) => {
            let Some(structs) = array.as_any().downcast_ref::<StructArray>() else {
                return Err(unsupported(field));
            };
            // Row by row: a struct's values must not move when a batch is cut elsewhere.
            for row in 0..structs.len() {
                buffer.push(u8::from(structs.is_valid(row)));
                if structs.is_valid(row) {
                    for (inner, column) in fields.iter().zip(structs.columns()) {
                        append(inner, &column.slice(row, 1), buffer)?;
                    }
                }
            }
        }
        fixed => {
            let width = fixed.primitive_width().ok_or_else(|| unsupported(field))?;
            let data = array.to_data();
            let bytes = data
                .buffers()
                .first()
                .map(|values| values.as_slice())
                .unwrap_or_default();
            let values = bytes
                .get(data.offset() * width..)
                .unwrap_or_default()
                .chunks_exact(width);
            for (row, value) in values.take(array.len()).enumerate() {
                if array.is_valid(row) {
                    buffer.push(1);
                    buffer.extend_from_slice(value);
                } else {
                    buffer.push(0);
                }
            }
        }
    }
    Ok(())
}

fn append_bytes<'a>(values: impl Iterator<Item = Option<&'a [u8]>>, buffer: &mut Vec<u8>) {
    for value in values {
        match value {
            Some(value) => {
                buffer.push(1);
                buffer.extend_from_slice(&u64::try_from(value.len()).unwrap_or(u64::MAX).to_le_bytes());
                buffer.extend_from_slice(value);
            }
            None => buffer.push(0),
        }
    }
}

fn append_lists<T: Array + 'static>(
    item: &FieldRef,
    array: &ArrayRef,
    value: impl Fn(&T, usize) -> ArrayRef,
    buffer: &mut Vec<u8>,
) -> Result<(), Problem> {
    let Some(lists) = array.as_any().downcast_ref::<T>() else {
        return Err(unsupported(item));
    };
    for row in 0..lists.len() {
        if lists.is_valid(row) {
            let values = value(lists, row);
            buffer.push(1);
            buffer.extend_from_slice(&u64::try_from(values.len()).unwrap_or(u64::MAX).to_le_bytes());
            append(item, &make_array(values.to_data()), buffer)?;
        } else {
            buffer.push(0);
        }
    }
    Ok(())
}
