//! `years_before(day, years)`: the same day of the year, that many years earlier.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Date32Array};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::cast::as_date32_array;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{ColumnarValue, ScalarUDF, Volatility, create_udf};
use jiff::ToSpan;

/// The function. 29 February becomes 28 February in a common year; null for a null or a
/// day outside of the calendar.
#[must_use]
pub fn function() -> ScalarUDF {
    create_udf(
        "years_before",
        vec![DataType::Date32, DataType::Int64],
        DataType::Date32,
        Volatility::Immutable,
        Arc::new(|values: &[ColumnarValue]| {
            let arrays = ColumnarValue::values_to_arrays(values)?;
            let [days, years] = arrays.as_slice() else {
                return Err(DataFusionError::Internal("a day and a number were expected".to_owned()));
            };
            let days = as_date32_array(days)?;
            let years = years
                .as_primitive_opt::<Int64Type>()
                .ok_or_else(|| DataFusionError::Internal("a whole number was expected".to_owned()))?;
            let earlier: Date32Array = days
                .iter()
                .zip(years.iter())
                .map(|pair| match pair {
                    (Some(day), Some(years)) => {
                        let span = 0.days().try_years(years).ok()?;
                        super::epoch_days(super::civil(day)?.checked_sub(span).ok()?)
                    }
                    _ => None,
                })
                .collect();
            Ok(ColumnarValue::Array(Arc::new(earlier) as ArrayRef))
        }),
    )
}
