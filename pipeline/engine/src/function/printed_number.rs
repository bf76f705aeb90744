//! `printed_number(value, form, language)`: a number as offices print it: `১২,৩৪,৫৬৭`, `৪৪.৬%`, `৳ ১,৫০০`.
//!
//! The value is cast to text by the caller; `form` is `number`, `share`, `taka` or `crore`, `language` `bn` or `en`.

use arrow::array::StringArray;
use datafusion::logical_expr::ScalarUDF;
use dorpon_domain::language::Language;
use dorpon_domain::number::{self, NumberForm};

/// The function; null for a null, the text itself where it is no number.
#[must_use]
pub fn function() -> ScalarUDF {
    super::text_function("printed_number", 3, |arguments| match arguments {
        [values, forms, languages] => values
            .iter()
            .zip(forms.iter())
            .zip(languages.iter())
            .map(|((value, form), language)| {
                let language = if language == Some("en") {
                    Language::English
                } else {
                    Language::Bangla
                };
                let form = NumberForm::of(form.unwrap_or_default());
                value.map(|value| number::printed_number(value, form, language).unwrap_or_else(|| value.to_owned()))
            })
            .collect(),
        _ => StringArray::new_null(0),
    })
}
