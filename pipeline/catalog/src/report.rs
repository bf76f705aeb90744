//! A report: one Typst file below `reports/` under a front matter of TOML behind `//!`.
//!
//! The front matter says who reads the report, which tables it asks for (SQL over the layers that its class may
//! read), and which charts are drawn of them. The body is Typst and is not read here. A report of a linkage asks for
//! tables by name only: `link` fills them.

use std::collections::BTreeMap;

use dorpon_domain::language::Bilingual;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use serde::Deserialize;

use crate::front_matter::invalid;
use crate::source::Origin;

/// Who may hold a report.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportClass {
    /// Anybody: it reads `release` and `reference` only.
    Public,
    /// A named officer for a stated purpose: it names people, and each printing is in the audit log.
    Restricted,
}

/// What a report is of.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportSubject {
    /// An area of a published run.
    #[default]
    Run,
    /// What `link` found in files of its own.
    Linkage,
}

/// The front matter of a report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportFrontMatter {
    /// Title, as printed.
    pub title: Bilingual,
    /// Who it is for: `planner`, `uno`, `innovation`.
    pub audience: String,
    /// Who may hold it.
    pub class: ReportClass,
    /// What it is of.
    #[serde(default)]
    pub subject: ReportSubject,
    /// Levels of area it can be printed for, as `reference.area` names them; `all` is everything that the run holds.
    /// None for a linkage.
    #[serde(default)]
    pub area_level: Vec<String>,
    /// Whether it is a priority list of one hazard, which then fills `$hazard` in the queries.
    #[serde(default)]
    pub asks_hazard: bool,
    /// Tables by name: what the body reads as `data.<name>` and the workbook shows as a sheet.
    pub input: BTreeMap<String, ReportInput>,
    /// Charts by name.
    #[serde(default)]
    pub chart: BTreeMap<String, Chart>,
}

/// One table of a report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportInput {
    /// What it shows: the name of its sheet in the workbook. Absent: the table feeds text or a chart and has no sheet.
    #[serde(default)]
    pub title: Option<Bilingual>,
    /// The query. `report.area` holds the area of the report and all below it; `$as_of` its date. None for a linkage.
    #[serde(default)]
    pub sql: String,
    /// Headings and units by column.
    #[serde(default)]
    pub column: BTreeMap<String, ReportColumn>,
}

/// A column as a table prints it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportColumn {
    /// Bangla heading.
    pub bn: String,
    /// English heading.
    pub en: String,
    /// How its numbers read.
    #[serde(default)]
    pub unit: Unit,
}

/// How a number reads.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Grouped digits, as many decimals as the column has.
    #[default]
    Number,
    /// A count of persons.
    Persons,
    /// A count of households.
    Households,
    /// A share of one, printed as a percentage.
    Share,
    /// Money.
    Taka,
    /// Days.
    Days,
}

/// A kind of chart; each is one file of `render`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// One bar per category with a range drawn over it.
    RangeBar,
    /// Bars of several series side by side.
    GroupedBar,
    /// A line per series over ordered categories.
    Line,
    /// One small bar chart per facet, all on one scale.
    SmallMultiple,
    /// Stages that each keep a part of the one before.
    Funnel,
    /// Categories by series, each cell shaded by its value.
    HeatTable,
    /// Two series back to back.
    Pyramid,
    /// A map of areas, each shaded by its value.
    Choropleth,
}

/// A declared chart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// Its kind.
    pub kind: ChartKind,
    /// The table it is drawn of, one category per row, in the table's order.
    pub input: String,
    /// The column of category labels, already in the language of the report.
    pub category: String,
    /// The measured columns.
    pub series: Vec<ChartSeries>,
    /// For small multiples: the column that says to which small chart a row belongs.
    #[serde(default)]
    pub facet: Option<String>,
    /// The column whose values are the series, one after another as they come: the table then has a row for each category
    /// and series, and `series` names the one measured column.
    #[serde(default)]
    pub across: Option<String>,
    /// For a map: the column of area codes.
    #[serde(default)]
    pub area: Option<String>,
    /// What the values are.
    #[serde(default)]
    pub unit: Unit,
    /// Caption.
    pub caption: Bilingual,
    /// Title of the value axis.
    #[serde(default)]
    pub axis: Bilingual,
    /// Height of the drawing; by default what the kind needs for its rows.
    #[serde(default)]
    pub height_mm: Option<f64>,
}

/// A measured column of a chart.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartSeries {
    /// The column.
    pub column: String,
    /// The column of the range's lower end.
    #[serde(default)]
    pub low: Option<String>,
    /// The column of the range's upper end.
    #[serde(default)]
    pub high: Option<String>,
    /// Bangla name in the legend.
    pub bn: String,
    /// English name in the legend.
    pub en: String,
}

/// One report.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its name: the file name.
    pub name: String,
    /// The file below `reports/`, for messages.
    pub path: String,
    /// The whole file; Typst takes the front matter for comments.
    pub text: String,
    /// Its front matter.
    pub front: ReportFrontMatter,
    /// Who supplied it.
    pub origin: Origin,
}

impl Report {
    /// Reads a report file.
    ///
    /// # Errors
    /// Front matter that does not parse; a chart that names a table the report does not ask for.
    pub fn parse(path: &str, text: &str, origin: Origin) -> Result<Self, Problem> {
        let mut front = String::new();
        for line in text.lines() {
            match line.strip_prefix("//!") {
                Some(rest) => front.push_str(rest.strip_prefix(' ').unwrap_or(rest)),
                None if front.is_empty() && line.trim().is_empty() => {}
                None => break,
            }
            front.push('\n');
        }
        let front: ReportFrontMatter = toml::from_str(&front).map_err(|error| invalid(path, &front, &error))?;
        let lint = |what: String| {
            Problem::new(&message::catalog::REPORT_LINT)
                .with("path", path)
                .with("what", what)
        };
        let is_of_run = front.subject == ReportSubject::Run;
        if front.area_level.is_empty() == is_of_run {
            let what = if is_of_run {
                "is empty"
            } else {
                "has no meaning for a linkage"
            };
            return Err(lint(format!("area_level {what}")));
        }
        if let Some((name, input)) = front.input.iter().find(|(_, input)| input.sql.is_empty() == is_of_run) {
            let what = if input.sql.is_empty() {
                "is empty"
            } else {
                "has no meaning for a linkage"
            };
            return Err(lint(format!("input.{name}: sql {what}")));
        }
        for (name, chart) in &front.chart {
            if !front.input.contains_key(&chart.input) {
                return Err(lint(format!("chart.{name}: there is no input {}", chart.input)));
            }
            if chart.series.is_empty() {
                return Err(lint(format!("chart.{name}: series is empty")));
            }
            if chart.across.is_some() && chart.series.len() != 1 {
                return Err(lint(format!("chart.{name}: across wants one series")));
            }
            if chart.area.is_some() != (chart.kind == ChartKind::Choropleth) {
                return Err(lint(format!(
                    "chart.{name}: a choropleth names its column of area codes as area, and no other kind does"
                )));
            }
        }
        let named = |name: &String| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        if let Some(name) = front.input.keys().chain(front.chart.keys()).find(|name| !named(name)) {
            return Err(lint(format!("{name}: names are snake_case")));
        }
        // `report.area` is the table of the area that the report is of.
        if front.input.contains_key("area") {
            return Err(lint(
                "input.area: report.area is the area of the report itself".to_owned(),
            ));
        }
        Ok(Self {
            name: path.trim_end_matches(".typ").to_owned(),
            path: path.to_owned(),
            text: text.to_owned(),
            front,
            origin,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const HEAD: &str = "//! title = { bn = \"ক\", en = \"a\" }\n//! audience = \"planner\"\n//! class = \"public\"\n//! area_level = [\"all\"]\n";

    #[test]
    fn a_front_matter_with_a_query_of_several_lines() {
        let text = format!(
            "{HEAD}//! [input.gap]\n//! sql = '''\n//! select 1 as x\n//! from t\n//! '''\n\n= Title\n//! not = \"read\"\n"
        );
        let report = Report::parse("planner_gap.typ", &text, Origin::Shipped).unwrap();
        assert_eq!(report.name, "planner_gap");
        assert_eq!(report.front.input["gap"].sql, "select 1 as x\nfrom t\n");
    }

    #[test]
    fn a_chart_without_its_table_is_refused() {
        let text = format!(
            "{HEAD}//! [input]\n//! [chart.x]\n//! kind = \"line\"\n//! input = \"gap\"\n//! category = \"c\"\n//! series = [{{ column = \"v\", bn = \"ক\", en = \"v\" }}]\n//! caption = {{ bn = \"ক\", en = \"v\" }}\n"
        );
        let problem = Report::parse("r.typ", &text, Origin::Shipped).unwrap_err();
        assert_eq!(problem.code(), "catalog.report_lint");
    }

    #[test]
    fn a_report_of_a_run_has_queries_and_one_of_a_linkage_has_none() {
        let linkage = "//! title = { bn = \"ক\", en = \"a\" }\n//! audience = \"operator\"\n//! class = \"public\"\n//! subject = \"linkage\"\n//! [input.file]\n";
        let report = Report::parse("r.typ", linkage, Origin::Shipped).unwrap();
        assert_eq!(report.front.subject, ReportSubject::Linkage);
        let with_sql = format!("{linkage}//! sql = \"select 1\"\n");
        let without_sql = format!("{HEAD}//! [input.file]\n");
        for text in [with_sql, without_sql] {
            let problem = Report::parse("r.typ", &text, Origin::Shipped).unwrap_err();
            assert_eq!(problem.code(), "catalog.report_lint");
        }
    }

    #[test]
    fn an_error_points_at_its_line() {
        let text = format!("{HEAD}//! surprise = 1\n");
        let problem = Report::parse("r.typ", &text, Origin::Shipped).unwrap_err();
        assert_eq!(problem.place().unwrap().row, Some(5));
    }
}
