//! `printed_date(day, form, language)`: a date as offices print it.
//!
//! The day is cast to text by the caller (`2022-06-30`); `form` is `short` (৩০/০৬/২০২২), `long` (৩০ জুন ২০২২) or `bangla`
//! (১৬ আষাঢ় ১৪২৯), `language` `bn` or `en`.

use arrow::array::StringArray;
use datafusion::logical_expr::ScalarUDF;
use dorpon_domain::calendar::printed_date;
use dorpon_domain::language::Language;

/// The function; null for a null and for a day that the Bangla calendar does not have.
#[must_use]
pub fn function() -> ScalarUDF {
    super::text_function("printed_date", 3, |arguments| match arguments {
        [days, forms, languages] => days
            .iter()
            .zip(forms.iter())
            .zip(languages.iter())
            .map(|((day, form), language)| {
                let language = if language == Some("en") {
                    Language::English
                } else {
                    Language::Bangla
                };
                let day = day?.parse::<jiff::civil::Date>().ok()?;
                printed_date(day, form.unwrap_or_default(), language)
            })
            .collect(),
        _ => StringArray::new_null(0),
    })
}
