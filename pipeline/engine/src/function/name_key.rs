//! `name_key(name)`: a name folded for comparison, honorifics' marks and spelling pairs included.

use arrow::array::StringArray;
use datafusion::logical_expr::ScalarUDF;
use dorpon_domain::text::fold_name;

/// The function; null for a null or a name of which nothing remains.
#[must_use]
pub fn function() -> ScalarUDF {
    super::text_function("name_key", 1, |arguments| match arguments {
        [names] => names
            .iter()
            .map(|name| name.map(fold_name).filter(|key| !key.is_empty()))
            .collect(),
        _ => StringArray::new_null(0),
    })
}
