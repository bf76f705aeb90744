//! From the batches of a query to the table that paper shows.

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int64Type, SchemaRef};
use dorpon_catalog::report::{ReportColumn, ReportInput};
use dorpon_domain::language::{Bilingual, Language};
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_engine::output;
use dorpon_render::table::{Cell, Column, Table};
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// The table of one input. A released count `x` takes the words of its `x_shown` where it is hidden, and the two
/// become one column.
///
/// # Errors
/// A column of a kind that paper has no form for.
pub fn table(
    name: &str,
    input: &ReportInput,
    schema: &SchemaRef,
    batches: &[RecordBatch],
    language: Language,
) -> Result<Table, Problem> {
    let mut result = Table {
        title: input.title.clone(),
        columns: Vec::new(),
        rows: vec![Vec::new(); batches.iter().map(RecordBatch::num_rows).sum()],
    };
    for (index, field) in schema.fields().iter().enumerate() {
        let column = field.name();
        if column
            .strip_suffix("_shown")
            .is_some_and(|counted| schema.column_with_name(counted).is_some())
        {
            continue;
        }
        let heading = input.column.get(column).cloned().unwrap_or_else(|| ReportColumn {
            bn: column.clone(),
            en: column.clone(),
            unit: Default::default(),
        });
        result.columns.push(Column {
            name: column.clone(),
            heading: Bilingual {
                bn: heading.bn,
                en: heading.en,
            },
            unit: heading.unit,
        });
        let shown = schema
            .column_with_name(&format!("{column}_shown"))
            .map(|(shown, _)| shown);
        let mut rows = result.rows.iter_mut();
        for batch in batches {
            let values = cells(name, column, batch.column(index))?;
            let words = match shown {
                Some(shown) => cells(name, column, batch.column(shown))?,
                None => Vec::new(),
            };
            for (position, value) in values.into_iter().enumerate() {
                let value = match (value, words.get(position)) {
                    (Cell::Missing, Some(Cell::Text(word))) => Cell::Text(output::shown_text(word, language)),
                    (value, _) => value,
                };
                if let Some(row) = rows.next() {
                    row.push(value);
                }
            }
        }
    }
    Ok(result)
}

/// The cells of one column.
fn cells(table: &str, column: &str, array: &ArrayRef) -> Result<Vec<Cell>, Problem> {
    let failed = |error: arrow::error::ArrowError| Problem::new(&message::engine::FAILED).because(error);
    let whole = |array: &ArrayRef| -> Result<Vec<Cell>, Problem> {
        let numbers = cast(array, &DataType::Int64).map_err(failed)?;
        Ok(optional(numbers.as_primitive::<Int64Type>().iter(), Cell::Integer))
    };
    Ok(match array.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            let texts = cast(array, &DataType::Utf8).map_err(failed)?;
            optional(texts.as_string::<i32>().iter(), |text| Cell::Text(text.to_owned()))
        }
        DataType::Boolean => optional(array.as_boolean().iter(), Cell::Boolean),
        DataType::Decimal128(_, scale) => {
            let scale = u32::try_from(*scale).unwrap_or_default();
            optional(array.as_primitive::<Decimal128Type>().iter(), |mantissa| {
                Cell::Decimal { mantissa, scale }
            })
        }
        DataType::Float32 | DataType::Float64 => {
            let decimals = cast(array, &DataType::Decimal128(38, 6)).map_err(failed)?;
            optional(decimals.as_primitive::<Decimal128Type>().iter(), |mantissa| {
                Cell::Decimal { mantissa, scale: 6 }
            })
        }
        DataType::Date32 => {
            const EPOCH: Date = date(1970, 1, 1);
            array
                .as_primitive::<Date32Type>()
                .iter()
                .map(|days| {
                    days.and_then(|days| EPOCH.checked_add(i64::from(days).days()).ok())
                        .map_or(Cell::Missing, Cell::Date)
                })
                .collect()
        }
        DataType::List(_) => {
            let lists = array.as_list::<i32>();
            (0..lists.len())
                .map(|row| {
                    if lists.is_null(row) {
                        return Ok(Cell::Missing);
                    }
                    cells(table, column, &lists.value(row)).map(Cell::List)
                })
                .collect::<Result<_, _>>()?
        }
        DataType::Null => vec![Cell::Missing; array.len()],
        kind if kind.is_integer() => whole(array)?,
        kind => {
            return Err(Problem::new(&message::ops::COLUMN_UNPRINTABLE)
                .with("table", table)
                .with("column", column)
                .with("kind", kind));
        }
    })
}

fn optional<T>(values: impl Iterator<Item = Option<T>>, cell: impl Fn(T) -> Cell) -> Vec<Cell> {
    values.map(|value| value.map_or(Cell::Missing, &cell)).collect()
}
