//! SQL functions of the field, one file each. A new one is a file here and its line below.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::datatypes::DataType;
use datafusion::common::cast::as_date32_array;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use dorpon_privacy::key_ring::KeyRing;

pub(crate) mod bounded_pad;
mod completed_months;
mod completed_years;
mod identifier_key;
mod identifier_mask;
mod identifier_reading;
mod name_key;
mod printed_date;
mod printed_number;
mod years_before;

/// All functions, over the workspace's keys.
#[must_use]
pub fn all(keys: &Arc<KeyRing>) -> Vec<ScalarUDF> {
    vec![
        completed_months::function(),
        completed_years::function(),
        identifier_key::function(Arc::clone(keys)),
        identifier_reading::class_function(),
        identifier_mask::function(),
        identifier_reading::value_function(),
        name_key::function(),
        printed_date::function(),
        printed_number::function(),
        years_before::function(),
    ]
}

/// A text function of text arguments, evaluated column by column.
fn text_function(
    name: &str,
    arguments: usize,
    evaluate: impl Fn(&[&StringArray]) -> StringArray + Send + Sync + 'static,
) -> ScalarUDF {
    create_udf(
        name,
        vec![DataType::Utf8; arguments],
        DataType::Utf8,
        Volatility::Immutable,
        Arc::new(move |values: &[ColumnarValue]| {
            let arrays = ColumnarValue::values_to_arrays(values)?;
            let texts: Vec<&StringArray> = arrays
                .iter()
                .map(|array| {
                    array
                        .as_string_opt::<i32>()
                        .ok_or_else(|| DataFusionError::Internal("text was expected".to_owned()))
                })
                .collect::<Result<_>>()?;
            Ok(ColumnarValue::Array(Arc::new(evaluate(&texts)) as ArrayRef))
        }),
    )
}

/// Days since 1970-01-01 as a calendar day; `None` outside of what a calendar holds.
fn civil(days: i32) -> Option<jiff::civil::Date> {
    use jiff::ToSpan;
    jiff::civil::date(1970, 1, 1).checked_add(days.days()).ok()
}

/// The days since 1970-01-01 of a calendar day.
fn epoch_days(day: jiff::civil::Date) -> Option<i32> {
    day.since(jiff::civil::date(1970, 1, 1))
        .ok()
        .map(|span| span.get_days())
}

/// A function of two days that counts something between them; null when either is.
fn between_days(
    name: &str,
    count: impl Fn(jiff::civil::Date, jiff::civil::Date) -> i64 + Send + Sync + 'static,
) -> ScalarUDF {
    create_udf(
        name,
        vec![DataType::Date32, DataType::Date32],
        DataType::Int64,
        Volatility::Immutable,
        Arc::new(move |values: &[ColumnarValue]| {
            let arrays = ColumnarValue::values_to_arrays(values)?;
            let [from, to] = arrays.as_slice() else {
                return Err(DataFusionError::Internal("two days were expected".to_owned()));
            };
            let (from, to) = (as_date32_array(from)?, as_date32_array(to)?);
            let counted: arrow::array::Int64Array = from
                .iter()
                .zip(to.iter())
                .map(|pair| match pair {
                    (Some(from), Some(to)) => Some(count(civil(from)?, civil(to)?)),
                    _ => None,
                })
                .collect();
            Ok(ColumnarValue::Array(Arc::new(counted) as ArrayRef))
        }),
    )
}
