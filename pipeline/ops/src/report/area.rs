//! The area of a report: the one that was asked for and all below it, as the table `report.area`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema};
use dorpon_catalog::model::Layer;
use dorpon_domain::geography::AreaLevel;
use dorpon_domain::language::Language;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_engine::Session;
use serde_json::{Value, json};

/// Code of the whole country in the reference.
pub const COUNTRY: &str = "BD";

/// An area of the reference.
#[derive(Clone, Debug)]
struct Area {
    level: String,
    parent: Option<String>,
    name_bn: Option<String>,
    name_en: String,
}

/// The area of one report.
#[derive(Clone, Debug)]
pub struct ReportArea {
    /// Its code.
    pub code: String,
    /// Its level, as the reference names it.
    pub level: String,
    /// Its name and those of what it lies in, smallest first: `তালা উপজেলা, সাতক্ষীরা জেলা`.
    pub full_name: String,
    /// Its own name.
    pub name: String,
}

impl ReportArea {
    /// Finds an area and registers `report.area`: one row for it and for each area below it, with `area_code`,
    /// `area_level`, `parent_code`, `name_bn`, `name_en` and `name` in the language of the report, followed by that of
    /// the parent where the area of the report is wider than an upazila.
    ///
    /// # Errors
    /// A code that the reference does not have.
    pub fn register(session: &mut Session, code: &str, language: Language) -> Result<Self, Problem> {
        let areas = read(session)?;
        let Some(found) = areas.get(code) else {
            return Err(Problem::new(&message::ops::AREA_UNKNOWN).with("area", code));
        };
        let mut inside: BTreeSet<&str> = BTreeSet::from([code]);
        loop {
            let before = inside.len();
            for (below, area) in &areas {
                if area.parent.as_deref().is_some_and(|parent| inside.contains(parent)) {
                    inside.insert(below);
                }
            }
            if inside.len() == before {
                break;
            }
        }
        // Beyond an upazila names repeat: hundreds of unions share one, and every city has a ward no. 1.
        let is_wide = matches!(found.level.as_str(), "country" | "division" | "district");
        let printed = |area: &Area| {
            let own = area.name(language);
            match area.parent.as_deref().and_then(|parent| areas.get(parent)) {
                Some(parent) if is_wide => format!("{own}, {}", parent.name(language)),
                _ => own,
            }
        };
        let rows: Vec<[Option<String>; 6]> = inside
            .iter()
            .filter_map(|code| areas.get(*code).map(|area| (*code, area)))
            .map(|(code, area)| {
                [
                    Some(code.to_owned()),
                    Some(area.level.clone()),
                    area.parent.clone(),
                    area.name_bn.clone(),
                    Some(area.name_en.clone()),
                    Some(printed(area)),
                ]
            })
            .collect();
        let names = ["area_code", "area_level", "parent_code", "name_bn", "name_en", "name"];
        let fields: Vec<Field> = names
            .iter()
            .map(|name| Field::new(*name, DataType::Utf8, true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let columns: Vec<ArrayRef> = (0..names.len())
            .map(|column| {
                let cells = rows.iter().map(|row| row.get(column).cloned().flatten());
                Arc::new(cells.collect::<StringArray>()) as ArrayRef
            })
            .collect();
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns)
            .map_err(|error| Problem::new(&message::engine::FAILED).because(error))?;
        session.register_batches(Layer::Report, "area", schema, vec![batch])?;
        session.set_text_parameter("area", code);
        Ok(Self {
            code: code.to_owned(),
            level: found.level.clone(),
            full_name: full_name(&areas, code, language),
            name: found.name(language),
        })
    }

    /// The area as templates read it.
    #[must_use]
    pub fn facts(&self) -> Value {
        json!({ "code": self.code, "level": self.level, "name": self.name, "full_name": self.full_name })
    }
}

impl Area {
    /// The name as printed; where the reference has no Bangla name the English one stands, in brackets.
    fn name(&self, language: Language) -> String {
        match (language, &self.name_bn) {
            (Language::Bangla, Some(name)) => name.clone(),
            (Language::Bangla, None) => format!("({})", self.name_en),
            (Language::English, _) => self.name_en.clone(),
        }
    }
}

/// `নগরঘাটা ইউনিয়ন, তালা উপজেলা, সাতক্ষীরা জেলা`; divisions and the country stand alone.
fn full_name(areas: &BTreeMap<String, Area>, code: &str, language: Language) -> String {
    let mut parts = Vec::new();
    let mut next = Some(code.to_owned());
    while let Some(area) = next.as_deref().and_then(|code| areas.get(code)) {
        let is_wide = matches!(area.level.as_str(), "division" | "country");
        if is_wide && !parts.is_empty() {
            break;
        }
        let level = AreaLevel::parse(&area.level)
            .filter(|level| *level != AreaLevel::Country)
            .map(|level| level.text(language));
        let level = level.map(|text| match language {
            Language::Bangla => format!(" {text}"),
            Language::English => format!(" {}", text.to_lowercase()),
        });
        parts.push(format!("{}{}", area.name(language), level.unwrap_or_default()));
        next = area.parent.clone();
        if parts.len() > AreaLevel::ALL.len() {
            break;
        }
    }
    parts.join(", ")
}

fn read(session: &Session) -> Result<BTreeMap<String, Area>, Problem> {
    let sql = "select area_code, area_level, parent_code, name_bn, name_en from reference.area";
    let (_, batches) = session.collect("report.area", sql)?;
    let mut areas = BTreeMap::new();
    for batch in &batches {
        let columns: Vec<ArrayRef> = batch
            .columns()
            .iter()
            .map(|column| cast(column, &DataType::Utf8))
            .collect::<Result<_, _>>()
            .map_err(|error| Problem::new(&message::engine::FAILED).because(error))?;
        let cell = |column: usize, row: usize| {
            let texts = columns.get(column)?.as_string::<i32>();
            texts.is_valid(row).then(|| texts.value(row).to_owned())
        };
        for row in 0..batch.num_rows() {
            let (Some(code), Some(level)) = (cell(0, row), cell(1, row)) else {
                continue;
            };
            areas.insert(
                code,
                Area {
                    level,
                    parent: cell(2, row),
                    name_bn: cell(3, row),
                    name_en: cell(4, row).unwrap_or_default(),
                },
            );
        }
    }
    Ok(areas)
}
