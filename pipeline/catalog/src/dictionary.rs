//! The data dictionary: what every extract holds, written from its contract for the people who fill it in.

use std::fmt::Write as _;

use dorpon_domain::language::Language;
use dorpon_domain::number::bangla_digits;
use dorpon_domain::personal_data::PersonalDataClass;

use crate::extract::{Column, ColumnType, ExtractContract, Header, PERIOD_END, PeriodKind, Selection};

/// Headings of a column that are shown.
const SHOWN_HEADINGS: usize = 3;

/// The dictionary as Markdown: a section for each extract, a row for each column.
#[must_use]
pub fn dictionary<'a>(contracts: impl Iterator<Item = &'a ExtractContract>, language: Language) -> String {
    let say = |bn: &'static str, en: &'static str| language.pick(bn, en);
    let mut text = format!("# {}\n\n", say("তথ্য-অভিধান", "Data dictionary"));
    text.push_str(say(
        "এই পাতা চুক্তি ফাইল (`queries/extracts/`) থেকে তৈরি; হাতে বদলাবেন না: `dorpon dictionary`। * চিহ্নিত কলাম আবশ্যক; \
         ‘চাবি’ চিহ্নিত কলামগুলো মিলে একটি সারিকে অনন্য করে।\n",
        "This page is written from the contracts (`queries/extracts/`); do not edit it: `dorpon --lang en dictionary`. Columns \
         marked * are required; those marked “key” together tell a row from all others.\n",
    ));
    for contract in contracts {
        section(contract, language, &mut text);
    }
    text
}

fn section(contract: &ExtractContract, language: Language, text: &mut String) {
    let say = |bn: &'static str, en: &'static str| language.pick(bn, en);
    let _ = write!(
        text,
        "\n## {} (`{}`)\n\n{}\n\n- {}: {} ({} `{}`)\n- {}: {}\n- {}: {}\n- {}: {}\n",
        contract.title.text(language),
        contract.extract,
        contract.description.text(language),
        say("সময়কাল", "Period"),
        period_words(contract.period, language),
        say("যেমন", "such as"),
        contract.period.example(),
        say("কোন ফাইল গণ্য হয়", "Which files count"),
        match contract.selection {
            Selection::All => say("সব সময়কালের ফাইল", "those of all periods"),
            Selection::Latest => say("প্রতি কার্যালয়ের সর্বশেষ ফাইল", "the newest of each office"),
        },
        say("সর্বোচ্চ আটক সারি", "Rows that may be held back"),
        digits(&format!("{}%", contract.quarantine_per_million / 10_000), language),
        say("যত দিনের বেশি পুরোনো হলে বিলম্বিত", "Late after days"),
        digits(&contract.freshness_days.to_string(), language),
    );
    if !contract.slice.is_empty() {
        let columns: Vec<String> = contract.slice.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(
            text,
            "- {}: {}",
            say("এক ফাইলে একই মান থাকবে", "One value in a file"),
            columns.join(", ")
        );
    }
    let _ = write!(
        text,
        "\n| {} | {} | {} | {} | {} | {} |\n|---|---|---|---|---|---|\n",
        say("কলাম", "Column"),
        say("শিরোনাম", "Headings"),
        say("ধরন", "Type"),
        say("গ্রহণযোগ্য মান", "Allowed"),
        say("গোপনীয়তা", "Privacy"),
        say("বিবরণ", "Description"),
    );
    for column in &contract.columns {
        row(contract, column, language, text);
    }
}

fn row(contract: &ExtractContract, column: &Column, language: Language, text: &mut String) {
    let mut name = format!("`{}`", column.name);
    if column.required {
        name.push('*');
    }
    if contract.key.contains(&column.name) {
        name.push_str(language.pick(" চাবি", " key"));
    }
    let headers = match language {
        Language::Bangla => &column.headers.bn,
        Language::English => &column.headers.en,
    };
    let headings: Vec<&str> = headers.iter().flat_map(Header::names).take(SHOWN_HEADINGS).collect();
    let mut kind = type_words(column.column_type, language).to_owned();
    if let Some(unit) = &column.unit {
        let _ = write!(kind, " ({})", unit_words(unit, language));
    }
    let _ = writeln!(
        text,
        "| {name} | {} | {kind} | {} | {} | {} |",
        cell(&headings.join("; ")),
        cell(&allowed(column, language)),
        class_words(column.class, language),
        cell(language.pick(&column.bn, &column.en)),
    );
}

fn allowed(column: &Column, language: Language) -> String {
    if column.column_type == ColumnType::Category {
        let values = column.values.iter().map(|(value, spellings)| {
            let bangla = spellings.iter().find(|spelling| !spelling.is_ascii());
            match (language, bangla) {
                (Language::Bangla, Some(spelling)) => format!("`{value}` ({spelling})"),
                _ => format!("`{value}`"),
            }
        });
        let mut values = values.collect::<Vec<_>>().join(", ");
        if column.open {
            values.push_str(language.pick(", অন্য মানও চলে", ", others too"));
        }
        return values;
    }
    let Some((low, high)) = &column.range else {
        return String::new();
    };
    let high = if high == PERIOD_END {
        language.pick("সময়কালের শেষ দিন", "last day of the period").to_owned()
    } else {
        digits(high, language)
    };
    format!("{} – {high}", digits(low, language))
}

fn digits(text: &str, language: Language) -> String {
    match language {
        Language::Bangla => bangla_digits(text),
        Language::English => text.to_owned(),
    }
}

/// A text in one cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn period_words(period: PeriodKind, language: Language) -> &'static str {
    match period {
        PeriodKind::Year => language.pick("বছর", "a year"),
        PeriodKind::Date => language.pick("তালিকার দিন", "the day of the list"),
        PeriodKind::Month => language.pick("মাস", "a month"),
        PeriodKind::FiscalYear => language.pick("অর্থবছর", "a fiscal year"),
        PeriodKind::FiscalQuarter => language.pick("অর্থবছরের প্রান্তিক", "a quarter of a fiscal year"),
        PeriodKind::FiscalCycle => language.pick("অর্থবছরের কিস্তি", "a payment cycle of a fiscal year"),
    }
}

fn class_words(class: PersonalDataClass, language: Language) -> &'static str {
    match class {
        PersonalDataClass::None => language.pick("উন্মুক্ত", "none"),
        PersonalDataClass::Indirect => language.pick("পরোক্ষ", "indirect"),
        PersonalDataClass::Direct => language.pick("প্রত্যক্ষ", "direct"),
        PersonalDataClass::Sensitive => language.pick("সংবেদনশীল", "sensitive"),
    }
}

fn type_words(kind: ColumnType, language: Language) -> &'static str {
    match kind {
        ColumnType::Text => language.pick("লেখা", "text"),
        ColumnType::Code => language.pick("কোড", "code"),
        ColumnType::Integer => language.pick("পূর্ণ সংখ্যা", "whole number"),
        ColumnType::Decimal => language.pick("দশমিক সংখ্যা", "number"),
        ColumnType::Taka => language.pick("টাকার অঙ্ক", "money"),
        ColumnType::Share => language.pick("অংশ", "share"),
        ColumnType::Degree => language.pick("স্থানাঙ্ক", "coordinate"),
        ColumnType::Boolean => language.pick("হ্যাঁ বা না", "yes or no"),
        ColumnType::Date => language.pick("তারিখ", "date"),
        ColumnType::Month => language.pick("মাস", "month"),
        ColumnType::Category => language.pick("তালিকার মান", "value of a list"),
        ColumnType::Nid => language.pick("এনআইডি নম্বর", "NID"),
        ColumnType::Brn => language.pick("জন্ম নিবন্ধন নম্বর", "birth registration number"),
        ColumnType::IdNumber => language.pick("এনআইডি বা জন্ম নিবন্ধন নম্বর", "NID or birth registration number"),
        ColumnType::Mobile => language.pick("মোবাইল নম্বর", "mobile number"),
        ColumnType::Wallet => language.pick("ওয়ালেট বা হিসাব নম্বর", "wallet or account number"),
        ColumnType::RoutingNumber => language.pick("ব্যাংকের রাউটিং নম্বর", "bank routing number"),
        ColumnType::AreaCode => language.pick("এলাকার কোড", "area code"),
        ColumnType::ProgrammeCode => language.pick("কর্মসূচির কোড বা নাম", "programme code or name"),
        ColumnType::FiscalYear => language.pick("অর্থবছর", "fiscal year"),
    }
}

/// Units of the contracts and their Bangla names; one that is not here is shown as it is written.
const UNITS: [(&str, &str); 23] = [
    ("cases", "ঘটনা"),
    ("days", "দিন"),
    ("decimal of land", "শতক"),
    ("degree", "ডিগ্রি"),
    ("files", "নথি"),
    ("households", "খানা"),
    ("letters", "পত্র"),
    ("marks", "নম্বর"),
    ("metre", "মিটার"),
    ("months", "মাস"),
    ("papers", "কাগজ"),
    ("persons", "জন"),
    ("points of 10", "১০-এর মধ্যে"),
    ("seats", "আসন"),
    ("share of 1", "১-এর অংশ"),
    ("square metre", "বর্গমিটার"),
    ("steps", "ধাপ"),
    ("taka", "টাকা"),
    ("taka per month", "টাকা, মাসে"),
    ("taka per year", "টাকা, বছরে"),
    ("times", "বার"),
    ("visits", "যাতায়াত"),
    ("years", "বছর"),
];

fn unit_words(unit: &str, language: Language) -> &str {
    match (language, UNITS.iter().find(|(name, _)| *name == unit)) {
        (Language::Bangla, Some((_, bangla))) => bangla,
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_unit_of_the_shipped_contracts_has_a_bangla_name() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../queries/extracts");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("extracts/{}", path.file_name().unwrap().to_string_lossy());
            let contract = ExtractContract::parse(&name, &std::fs::read_to_string(&path).unwrap()).unwrap();
            for unit in contract.columns.iter().filter_map(|column| column.unit.as_deref()) {
                assert_ne!(unit_words(unit, Language::Bangla), unit, "{name}");
            }
        }
    }
}
