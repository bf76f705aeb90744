//! Comparisons and their levels in the words of a language.

use dorpon_domain::language::Language;
use dorpon_domain::message::{self, Message};
use dorpon_domain::number::bangla_digits;
use dorpon_linkage::Model;
use dorpon_linkage::model::ComparisonModel;

/// What a report calls a comparison: its own title, that of its first column, or its name.
pub(super) fn comparison<'a>(model: &'a Model, name: &'a str, language: Language) -> &'a str {
    let found = model
        .comparison
        .iter()
        .find(|comparison| comparison.name.as_ref() == name);
    let titled = found.and_then(|comparison: &ComparisonModel| {
        let column = comparison.columns.first()?;
        let of_column = || model.column.get(column.as_ref())?.title.as_ref();
        comparison.title.as_ref().or_else(of_column)
    });
    titled.map_or(name, |title| title.text(language))
}

/// What a report calls a level; one that nobody has words for keeps its name.
pub(super) fn level(model: &Model, name: &str, language: Language) -> String {
    if let Some(found) = text(name) {
        return found.text(language, &[]);
    }
    // The name ends in a limit, `_` for its point: `similar_0_92`, `within_years_5`.
    for (beginning, message) in [
        ("within_years_", &message::linkage_level::WITHIN_YEARS),
        ("within_", &message::linkage_level::WITHIN),
        ("similar_", &message::linkage_level::SIMILAR_FROM),
        ("same_first_", &message::linkage_level::SAME_FIRST),
    ] {
        let limit = name.strip_prefix(beginning).map(|limit| limit.replace('_', "."));
        if let Some(limit) = limit.filter(|limit| limit.parse::<f64>().is_ok()) {
            let limit = match language {
                Language::Bangla => bangla_digits(&limit),
                Language::English => limit,
            };
            return message.text(language, &[("limit", limit)]);
        }
    }
    match name.strip_prefix("same_") {
        Some(column) => {
            let title = model.column.get(column).and_then(|column| column.title.as_ref());
            let title = title.map_or(column, |title| title.text(language));
            message::linkage_level::SAME.text(language, &[("column", title.to_owned())])
        }
        None => name.to_owned(),
    }
}

fn text(name: &str) -> Option<&'static Message> {
    let is_named =
        |message: &&&Message| message.code.strip_prefix("linkage_level.") == Some(name) && !message.en.contains('{');
    message::linkage_level::ALL.iter().find(is_named).copied()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn levels_with_a_limit_or_a_column_are_told_with_it() {
        let source = include_str!("../../../../queries/link/beneficiary.toml");
        let model = Model::parse("beneficiary.toml", source).unwrap();
        let told = |name: &str| level(&model, name, Language::English);
        assert_eq!(told("equal"), "equal");
        assert_eq!(told("similar_0_92"), "similar (0.92 or more)");
        assert_eq!(told("within_years_5"), "5 years apart");
        assert_eq!(told("same_first_6"), "first 6 digits equal");
        assert_eq!(told("same_union_code"), "same: union");
        assert_eq!(told("same_day_month"), "same day and month");
        assert_eq!(told("of_another_kind"), "of_another_kind");
        assert_eq!(level(&model, "within_years_5", Language::Bangla), "৫ বছরের মধ্যে");
        assert_eq!(comparison(&model, "birth_date", Language::Bangla), "জন্মতারিখ");
    }
}
