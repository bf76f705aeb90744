//! A cell as a sheet for its sender may show it: enough to find it, not enough to use it.

use std::collections::BTreeMap;

use dorpon_catalog::extract::{Column, ColumnType};
use dorpon_domain::identifier::{IdentifierKind, masked};
use dorpon_domain::personal_data::PersonalDataClass;
use dorpon_domain::text::fold_header;

use crate::profile::is_like;

/// Letters of a value that is shown as it is.
const LONGEST: usize = 80;

/// The cell, masked by the class of its column.
pub(crate) fn mask(column: &Column, cell: &str) -> String {
    let kind = match column.column_type {
        ColumnType::Nid | ColumnType::IdNumber => Some(IdentifierKind::Nid),
        ColumnType::Brn => Some(IdentifierKind::Brn),
        ColumnType::Mobile => Some(IdentifierKind::Mobile),
        ColumnType::Wallet => Some(IdentifierKind::Wallet),
        ColumnType::RoutingNumber => Some(IdentifierKind::RoutingNumber),
        _ => None,
    };
    match (kind, column.class) {
        _ if cell.trim().is_empty() => String::new(),
        (Some(kind), _) => masked(kind, cell.trim()),
        (None, PersonalDataClass::Direct | PersonalDataClass::Sensitive) => hide(cell.trim()),
        (None, PersonalDataClass::None | PersonalDataClass::Indirect) => shorten(cell.trim()),
    }
}

/// A frequent value of a column as a profile may show it: of a column that tells of a person only what the contract or
/// the programmes list, and figures where it holds them. Anything else may stand in the wrong column.
pub(crate) fn mask_frequent(column: &Column, cell: &str, programmes: &BTreeMap<String, String>) -> String {
    let text = cell.trim();
    let is_known = is_listed(column, text)
        || is_figure(column.column_type, text)
        || column.column_type == ColumnType::ProgrammeCode && programmes.contains_key(&fold_header(text));
    if column.class == PersonalDataClass::Indirect && !is_known {
        hide(text)
    } else {
        mask(column, cell)
    }
}

fn is_listed(column: &Column, text: &str) -> bool {
    let folded = fold_header(text);
    let mut known = column
        .values
        .iter()
        .flat_map(|(value, spellings)| std::iter::once(value).chain(spellings));
    known.any(|spelling| fold_header(spelling) == folded)
}

/// Whether a text is of the figures that its column holds; those of ten digits and more are hidden all the same.
fn is_figure(column_type: ColumnType, text: &str) -> bool {
    match column_type {
        ColumnType::Text | ColumnType::Category | ColumnType::ProgrammeCode => false,
        ColumnType::Boolean => is_like("boolean", text),
        _ => !text.contains(char::is_alphabetic),
    }
}

/// The first letter and the length: `ক••••`.
pub(crate) fn hide(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().collect();
    let rest = letters.take(LONGEST).count();
    if rest == 0 {
        "•".to_owned()
    } else {
        format!("{first}{}", "•".repeat(rest.min(12)))
    }
}

/// Digits from which on a text may be somebody's number.
const FEWEST_DIGITS: usize = 9;

/// The text cut short; hidden where it may be a number of a person that stands in a wrong column.
pub(crate) fn shorten(text: &str) -> String {
    if text.chars().filter(|letter| letter.is_numeric()).count() >= FEWEST_DIGITS {
        return hide(text);
    }
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_show_a_letter() {
        assert_eq!(hide("Karim"), "K••••");
        assert_eq!(hide("a"), "•");
        assert_eq!(hide(""), "•");
    }
}
