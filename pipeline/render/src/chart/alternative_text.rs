//! What a reader hears who cannot see a chart: kind, caption, size, highest and lowest, all from the data.

use dorpon_catalog::report::{Chart, ChartKind};
use dorpon_domain::language::Language;
use dorpon_domain::number::count_text;

use super::data::{Data, Mark};
use super::nothing;

/// A mark and where it stands.
struct Found<'a> {
    place: String,
    mark: &'a Mark,
}

/// The alternative text of a chart.
pub(super) fn describe(chart: &Chart, data: &Data, language: Language) -> String {
    let mut parts = vec![heading(chart, language)];
    if data.rows.is_empty() {
        parts.push(sentence(nothing(language), language));
        return parts.join(" ");
    }
    let count = count_text(i64::try_from(data.rows.len()).unwrap_or(i64::MAX), language);
    let is_map = chart.kind == ChartKind::Choropleth;
    parts.push(match language {
        Language::Bangla if is_map => format!("এলাকা {count}টি।"),
        Language::English if is_map && data.rows.len() == 1 => format!("{count} area."),
        Language::English if is_map => format!("{count} areas."),
        Language::Bangla => format!("শ্রেণি {count}টি।"),
        Language::English if data.rows.len() == 1 => format!("{count} category."),
        Language::English => format!("{count} categories."),
    });
    for (series, name) in data.series.iter().enumerate() {
        let found: Vec<Found<'_>> = data
            .rows
            .iter()
            .filter_map(|row| {
                let place = if row.facet.is_empty() {
                    row.category.clone()
                } else {
                    format!("{}, {}", row.facet, row.category)
                };
                Some(Found {
                    place,
                    mark: row.marks.get(series)?,
                })
            })
            .collect();
        let said = describe_series(&found, language);
        let named = data.series.len() > 1 && !name.is_empty();
        parts.push(if named { format!("{name}: {said}") } else { said });
    }
    parts.join(" ")
}

/// Kind and caption.
fn heading(chart: &Chart, language: Language) -> String {
    let (bn, en) = match chart.kind {
        ChartKind::RangeBar => ("পরিসরসহ স্তম্ভচিত্র", "Bar chart with ranges"),
        ChartKind::GroupedBar => ("গুচ্ছ স্তম্ভচিত্র", "Grouped bar chart"),
        ChartKind::Line => ("রেখাচিত্র", "Line chart"),
        ChartKind::SmallMultiple => ("একই মাপের কয়েকটি ছোট স্তম্ভচিত্র", "Small bar charts on one scale"),
        ChartKind::Funnel => ("ধাপে ধাপে হ্রাসের চিত্র", "Funnel chart"),
        ChartKind::HeatTable => ("মান অনুযায়ী ছায়া দেওয়া সারণি", "Table shaded by value"),
        ChartKind::Choropleth => ("মান অনুযায়ী ছায়া দেওয়া মানচিত্র", "Map shaded by value"),
        ChartKind::Pyramid => ("পাশাপাশি দুই শ্রেণির পিরামিড চিত্র", "Pyramid of two series"),
    };
    let caption = chart.caption.text(language).trim_end_matches(['।', '.']);
    sentence(&format!("{}: {caption}", language.pick(bn, en)), language)
}

/// Highest, lowest, missing and the widest range of one series.
fn describe_series(found: &[Found<'_>], language: Language) -> String {
    let mut clauses = Vec::new();
    let value = |found: &&Found<'_>| found.mark.value;
    let known = || found.iter().filter(|found| value(found).is_some());
    let by_value = |one: &&Found<'_>, other: &&Found<'_>| {
        let (one, other) = (one.mark.value.unwrap_or(0.0), other.mark.value.unwrap_or(0.0));
        one.total_cmp(&other)
    };
    let said = |label: &str, found: &Found<'_>, text: Option<&String>| {
        let text = text.map_or("", String::as_str);
        format!("{label}: {} {text}", found.place)
    };
    // Of equals the first one in the table is named.
    let highest = known().rev().max_by(by_value);
    let lowest = known().min_by(by_value);
    match (highest, lowest) {
        (Some(only), _) if known().count() == 1 => {
            clauses.push(format!(
                "{}: {}",
                only.place,
                only.mark.text.as_deref().unwrap_or_default()
            ));
        }
        (Some(highest), Some(lowest)) if highest.mark.value == lowest.mark.value => {
            let text = highest.mark.text.as_deref().unwrap_or_default();
            clauses.push(format!(
                "{}: {text}",
                language.pick("সব মান সমান", "all values are equal")
            ));
        }
        (Some(highest), Some(lowest)) => {
            let label = language.pick("সর্বোচ্চ", "highest");
            clauses.push(said(label, highest, highest.mark.text.as_ref()));
            let label = language.pick("সর্বনিম্ন", "lowest");
            clauses.push(said(label, lowest, lowest.mark.text.as_ref()));
        }
        _ => {}
    }
    let missing = found.len() - known().count();
    if missing > 0 {
        let count = count_text(i64::try_from(missing).unwrap_or(i64::MAX), language);
        clauses.push(match language {
            Language::Bangla => format!("{count}টির মান অপ্রকাশিত"),
            Language::English if missing == 1 => format!("{count} value is withheld"),
            Language::English => format!("{count} values are withheld"),
        });
    }
    // Halved, so that the width of a range of the largest floats is finite.
    let width = |found: &Found<'_>| found.mark.range.map_or(-1.0, |(low, high)| high / 2.0 - low / 2.0);
    let ranged = found.iter().filter(|found| found.mark.range.is_some());
    if let Some(widest) = ranged.rev().max_by(|one, other| width(one).total_cmp(&width(other))) {
        let label = language.pick("সবচেয়ে বড় পরিসর", "widest range");
        clauses.push(said(label, widest, widest.mark.range_text.as_ref()));
    }
    sentence(&clauses.join("; "), language)
}

fn sentence(text: &str, language: Language) -> String {
    format!("{text}{}", language.pick("।", "."))
}
