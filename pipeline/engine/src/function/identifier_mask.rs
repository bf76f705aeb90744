//! `identifier_mask(value)`: all but the last four digits of an NID or BRN hidden.

use arrow::array::StringArray;
use datafusion::logical_expr::ScalarUDF;
use dorpon_domain::identifier::{IdentifierKind, masked};

/// The function; null for a null.
#[must_use]
pub fn function() -> ScalarUDF {
    super::text_function("identifier_mask", 1, |arguments| match arguments {
        [values] => values
            .iter()
            .map(|value| value.map(|value| masked(IdentifierKind::Nid, value)))
            .collect(),
        _ => StringArray::new_null(0),
    })
}
