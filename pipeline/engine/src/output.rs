//! Writes the rows of a query for a person or a program to read.

use std::io::Write;

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::csv::WriterBuilder as CsvWriterBuilder;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::json::writer::{JsonArray, WriterBuilder as JsonWriterBuilder};
use arrow::util::pretty::pretty_format_batches;
use std::sync::Arc;

use dorpon_domain::language::Language;
use dorpon_domain::number::{bangla_digits, count_text};
use dorpon_domain::problem::Problem;

use crate::session::{failure, sql_problem};

/// How rows are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// A ruled table for a terminal.
    Table,
    /// Comma-separated values with a heading row.
    Csv,
    /// One JSON array of objects; nulls are written out, decimals are text.
    Json,
}

/// Writes batches of one schema.
///
/// # Errors
/// A value that the format cannot hold; a broken pipe ends quietly.
pub fn write(batches: &[RecordBatch], format: Format, target: &mut impl Write) -> Result<(), Problem> {
    // A nested value has no form in a table or in CSV: the query must take it apart.
    let arrow_failure = |error: arrow::error::ArrowError| sql_problem("result", &error.into());
    let mut bytes = Vec::new();
    match format {
        Format::Table => {
            let table = pretty_format_batches(batches).map_err(arrow_failure)?;
            bytes.extend_from_slice(table.to_string().as_bytes());
            bytes.push(b'\n');
        }
        Format::Csv => {
            let mut writer = CsvWriterBuilder::new().with_header(true).build(&mut bytes);
            for batch in batches {
                writer.write(batch).map_err(arrow_failure)?;
            }
            drop(writer);
        }
        Format::Json => {
            let mut writer = JsonWriterBuilder::new()
                .with_explicit_nulls(true)
                .build::<_, JsonArray>(&mut bytes);
            for batch in batches {
                writer.write(&decimals_as_text(batch)?).map_err(arrow_failure)?;
            }
            writer.finish().map_err(arrow_failure)?;
            drop(writer);
            if bytes.is_empty() {
                bytes.extend_from_slice(b"[]");
            }
            bytes.push(b'\n');
        }
    }
    match target.write_all(&bytes).and_then(|()| target.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Problem::new(&dorpon_domain::message::engine::MACHINE_REFUSED).because(error))
        }
        _ => Ok(()),
    }
}

/// A JSON reader would turn a decimal number into a float; taka stay exact as text.
fn decimals_as_text(batch: &RecordBatch) -> Result<RecordBatch, Problem> {
    let mut fields = Vec::with_capacity(batch.num_columns());
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if matches!(
            column.data_type(),
            DataType::Decimal128(_, _) | DataType::Decimal256(_, _)
        ) {
            columns.push(cast(column, &DataType::Utf8).map_err(|error| failure(&error.into()))?);
            fields.push(Field::new(field.name(), DataType::Utf8, true));
        } else {
            columns.push(Arc::clone(column));
            fields.push(field.as_ref().clone().with_nullable(true));
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|error| failure(&error.into()))
}

/// The rows of a table as a person reads them: one column for each figure (a released count
/// is shown as printed, not twice), headings and digits in the language.
///
/// `heading` gives the Bangla heading of a column; English keeps the names that SQL knows.
///
/// # Errors
/// A cast that Arrow refuses, which would be a bug.
pub fn for_reading(
    batches: &[RecordBatch],
    language: Language,
    heading: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<RecordBatch>, Problem> {
    batches.iter().map(|batch| readable(batch, language, heading)).collect()
}

fn readable(
    batch: &RecordBatch,
    language: Language,
    heading: &dyn Fn(&str) -> Option<String>,
) -> Result<RecordBatch, Problem> {
    let schema = batch.schema();
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let name = field.name();
        if schema.column_with_name(&format!("{name}_shown")).is_some() {
            continue;
        }
        let name = name.strip_suffix("_shown").unwrap_or(name);
        let text = cast(column, &DataType::Utf8).map_err(|error| sql_problem("result", &error.into()))?;
        let is_number = column.data_type().is_numeric() || field.name().ends_with("_shown");
        let is_date = column.data_type().is_temporal();
        let shown: StringArray = text
            .as_string::<i32>()
            .iter()
            .map(|cell| {
                cell.map(|cell| {
                    if is_number {
                        number_text(cell, language)
                    } else if is_date && language == Language::Bangla {
                        bangla_digits(cell)
                    } else {
                        word(cell, language).unwrap_or(cell).to_owned()
                    }
                })
            })
            .collect();
        let title = match language {
            Language::Bangla => heading(name).unwrap_or_else(|| name.to_owned()),
            Language::English => name.to_owned(),
        };
        fields.push(Field::new(title, DataType::Utf8, true));
        columns.push(Arc::new(shown));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|error| failure(&error.into()))
}

/// Words that tables use for their values, in Bangla.
const VALUES: [(&str, &str); 22] = [
    ("all", "সব"),
    ("beneficiary", "ভাতাভোগী"),
    ("cannot_tell", "নির্ণয় করা যায়নি"),
    ("city_corporation", "সিটি কর্পোরেশন"),
    ("city_ward", "সিটি ওয়ার্ড"),
    ("cyclone", "ঘূর্ণিঝড়"),
    ("estimate", "প্রাক্কলন"),
    ("false", "না"),
    ("female", "নারী"),
    ("hijra", "হিজড়া"),
    ("jhupri", "ঝুপড়ি"),
    ("kutcha", "কাঁচা"),
    ("male", "পুরুষ"),
    ("male_and_other", "পুরুষ ও অন্যান্য"),
    ("paurashava", "পৌরসভা"),
    ("pucca", "পাকা"),
    ("semi_pucca", "আধা-পাকা"),
    ("survey", "জরিপ"),
    ("true", "হ্যাঁ"),
    ("union", "ইউনিয়ন"),
    ("unknown", "অজানা"),
    ("withheld", "অপ্রকাশিত"),
];

/// What a released table shows in a count's place, `<10` or `withheld`, in the words and digits of a language.
#[must_use]
pub fn shown_text(shown: &str, language: Language) -> String {
    number_text(shown, language)
}

/// The Bangla word for a value that tables use; text of any other kind stays as it is.
fn word(cell: &str, language: Language) -> Option<&'static str> {
    let found = VALUES.iter().find(|(value, _)| *value == cell);
    found.filter(|_| language == Language::Bangla).map(|(_, word)| *word)
}

/// A number grouped in lakh and crore, its decimals kept; what a released count shows in a number's place stays.
fn number_text(cell: &str, language: Language) -> String {
    if let Some(word) = word(cell, language) {
        return word.to_owned();
    }
    let (whole, decimals) = cell
        .split_once('.')
        .map_or((cell, None), |(whole, decimals)| (whole, Some(decimals)));
    let digits_only = decimals.is_none_or(|decimals| decimals.bytes().all(|byte| byte.is_ascii_digit()));
    let grouped = match whole.parse::<i64>() {
        Ok(count) if digits_only && !(count == 0 && whole.starts_with('-')) => {
            let whole = count_text(count, language);
            decimals.map_or(whole.clone(), |decimals| format!("{whole}.{decimals}"))
        }
        _ => cell.to_owned(),
    };
    if language == Language::Bangla {
        bangla_digits(&grouped)
    } else {
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_keep_their_decimals() {
        assert_eq!(number_text("1234567.50", Language::English), "12,34,567.50");
        assert_eq!(number_text("1234567.50", Language::Bangla), "১২,৩৪,৫৬৭.৫০");
        assert_eq!(number_text("-0.5", Language::English), "-0.5");
        assert_eq!(number_text("<10", Language::Bangla), "<১০");
        assert_eq!(number_text("withheld", Language::Bangla), "অপ্রকাশিত");
    }
}
