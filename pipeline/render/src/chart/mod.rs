//! Charts: from a declared chart and its table to typst drawing code and an alternative text.
//!
//! Each kind is one file. Plotters decides where lines and bars go; the backend writes them down as calls of
//! `/template/chart.typ`, where typst sets every letter. The legend, too, is typst's: plotters would measure Bangla
//! by its bytes.
//!
//! Invariants: any table with the named columns gives a drawing, an empty one a drawing that says so; every coordinate
//! lies within the block; rows that do not fit on a page are counted below the drawing, never dropped in silence.

mod alternative_text;
mod backend;
mod bars;
mod choropleth;
mod data;
mod funnel;
mod grouped_bar;
mod heat_table;
mod line;
mod look;
mod pyramid;
mod range_bar;
mod scale;
mod sheet;
mod small_multiple;
#[cfg(test)]
mod tests;
pub mod text_measure;

use std::fmt::Write;

use dorpon_catalog::report::{Chart, ChartKind};
use dorpon_domain::language::Language;
use dorpon_domain::message;
use dorpon_domain::number::count_text;
use dorpon_domain::problem::Problem;
use plotters::style::RGBColor;

use crate::boundary::Boundaries;
use crate::table::Table;
use backend::literal;
use data::Data;
use look::key;
use scale::Figures;
use sheet::{Lettering, Sheet};
use text_measure::TextMeasure;

/// Width of a drawing: the text of a portrait page, in points.
pub(crate) const WIDTH: f64 = 170.0 * POINTS_PER_MILLIMETRE;
/// The most height of a drawing, in points: a page less heading, caption and legend.
const MOST_HEIGHT: f64 = 215.0 * POINTS_PER_MILLIMETRE;
/// The least height that a report can ask for, in points.
const LEAST_HEIGHT: f64 = 60.0;
/// Height of a drawing that says there is nothing to show, in points.
const NOTHING_HEIGHT: f64 = 40.0;

const POINTS_PER_MILLIMETRE: f64 = 72.0 / 25.4;

/// A drawn chart.
pub struct Drawing {
    /// A typst file of its own: imports the helpers of `/template/chart.typ` and is one block of content.
    pub typst: String,
    /// What a reader hears who cannot see it: kind, highest, lowest, from the data.
    pub alternative_text: String,
    /// Whether there was nothing to draw: no row, or on a map no area with a boundary.
    pub is_empty: bool,
}

/// Why a chart cannot be drawn, as `render.chart_failed` says it.
enum Trouble {
    /// What does not fit.
    Unfit(String),
    /// A problem that has its own words.
    Known(Box<Problem>),
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Known(Box::new(problem))
    }
}

/// What a kind draws: the chart with everything that was made ready for it.
struct Picture<'a> {
    chart: &'a Chart,
    data: &'a Data,
    language: Language,
    measure: &'a TextMeasure,
    boundaries: &'a Boundaries,
}

/// What a kind has drawn.
struct Body {
    /// Calls of the template's helpers, one a line.
    code: String,
    /// Height of the block, in points.
    height: f64,
    /// The legend.
    keys: Vec<Key>,
    /// Remarks below the legend.
    notes: Vec<String>,
    /// Rows that did not fit on a page.
    left_out: usize,
}

/// One entry of a legend.
enum Key {
    /// A bar or shade.
    Fill(RGBColor, String),
    /// The line and marker of a series, by its place.
    Line(usize, RGBColor, String),
    /// The whisker of a range.
    Whisker(String),
}

/// Draws a chart.
///
/// # Errors
/// `render.chart_failed`: a column that the table lacks or that holds no numbers; a pyramid of more than two series.
/// `render.boundary_unreadable`.
pub fn draw(
    name: &str,
    chart: &Chart,
    table: &Table,
    language: Language,
    measure: &TextMeasure,
    boundaries: &Boundaries,
) -> Result<Drawing, Problem> {
    let failed = |trouble: Trouble| match trouble {
        Trouble::Known(problem) => *problem,
        Trouble::Unfit(what) => Problem::new(&message::render::CHART_FAILED)
            .with("chart", name)
            .with("what", what),
    };
    let data = Data::read(chart, table, language, measure).map_err(failed)?;
    let picture = Picture {
        chart,
        data: &data,
        language,
        measure,
        boundaries,
    };
    let body = if data.rows.is_empty() {
        Ok(None)
    } else {
        match chart.kind {
            ChartKind::RangeBar => range_bar::draw(&picture).map(Some),
            ChartKind::GroupedBar => grouped_bar::draw(&picture).map(Some),
            ChartKind::Line => line::draw(&picture).map(Some),
            ChartKind::SmallMultiple => small_multiple::draw(&picture).map(Some),
            ChartKind::Funnel => funnel::draw(&picture).map(Some),
            ChartKind::HeatTable => heat_table::draw(&picture).map(Some),
            ChartKind::Pyramid => pyramid::draw(&picture).map(Some),
            ChartKind::Choropleth => choropleth::draw(&picture),
        }
    };
    let body = body.map_err(failed)?;
    let is_empty = body.is_none();
    let body = match body {
        Some(body) => body,
        None => draw_nothing(&picture).map_err(failed)?,
    };
    Ok(Drawing {
        typst: body.file(language),
        alternative_text: alternative_text::describe(chart, &data, language),
        is_empty,
    })
}

/// A drawing that says there is nothing to show.
fn draw_nothing(picture: &Picture<'_>) -> Result<Body, Trouble> {
    let mut body = Body::new(NOTHING_HEIGHT);
    let sheet = Sheet::new(&mut body.code, WIDTH, NOTHING_HEIGHT, picture.measure);
    let place = (WIDTH / 2.0, NOTHING_HEIGHT / 2.0);
    sheet.label(place, nothing(picture.language), Lettering::center().quiet())?;
    drop(sheet);
    Ok(body)
}

impl Picture<'_> {
    /// The height that the report asks for, in points.
    fn height(&self) -> Option<f64> {
        let asked = self.chart.height_mm.filter(|height| height.is_finite())?;
        Some((asked * POINTS_PER_MILLIMETRE).clamp(LEAST_HEIGHT, MOST_HEIGHT))
    }

    /// The title of the value axis; empty if there is none.
    fn axis_title(&self) -> String {
        self.measure.printable(self.chart.axis.text(self.language))
    }

    fn figures(&self) -> Figures {
        Figures {
            unit: self.chart.unit,
            language: self.language,
            whole: self.data.whole,
        }
    }
}

impl Body {
    fn new(height: f64) -> Self {
        Self {
            code: String::new(),
            height,
            keys: Vec::new(),
            notes: Vec::new(),
            left_out: 0,
        }
    }

    /// The typst file.
    fn file(mut self, language: Language) -> String {
        if self.left_out > 0 {
            let count = count_text(i64::try_from(self.left_out).unwrap_or(i64::MAX), language);
            self.notes.push(match language {
                Language::Bangla => format!("স্থানাভাবে আরও {count}টি সারি এখানে আঁকা হয়নি"),
                Language::English => format!("{count} more rows have no room here"),
            });
        }
        let mut file = "#import \"/template/chart.typ\": *\n".to_owned();
        // Writing into a string cannot fail.
        let _ = writeln!(file, "#drawing({WIDTH:.1}, {:.1}, {{", self.height);
        file.push_str(&self.code);
        file.push_str("})\n");
        let keys = self.keys.iter().filter(|entry| !entry.name().is_empty());
        let keys: String = keys.map(|entry| format!("  {},\n", entry.code())).collect();
        let notes: String = self
            .notes
            .iter()
            .map(|note| format!("  {},\n", literal(note)))
            .collect();
        if !keys.is_empty() {
            let _ = write!(file, "#legend(\n{keys})\n");
        }
        if !notes.is_empty() {
            let _ = write!(file, "#notes(\n{notes})\n");
        }
        file
    }
}

impl Key {
    /// What a whisker over a value means.
    fn whisker(language: Language) -> Self {
        let name = language.pick("পরিসর (নিম্নসীমা–ঊর্ধ্বসীমা)", "range (low–high)");
        Self::Whisker(name.to_owned())
    }

    fn name(&self) -> &str {
        match self {
            Self::Fill(_, name) | Self::Line(_, _, name) | Self::Whisker(name) => name,
        }
    }

    fn code(&self) -> String {
        let name = literal(self.name());
        match self {
            Self::Fill(color, _) => format!("fill-key(\"{}\", {name})", key(*color)),
            Self::Line(series, color, _) => format!("line-key({}, \"{}\", {name})", series % 4, key(*color)),
            Self::Whisker(_) => format!("whisker-key({name})"),
        }
    }
}

/// What stands where a bar would, for a value that is missing.
fn withheld(language: Language) -> &'static str {
    language.pick("অপ্রকাশিত", "withheld")
}

/// What a chart of an empty table says.
fn nothing(language: Language) -> &'static str {
    language.pick("দেখানোর মতো তথ্য নেই", "nothing to show")
}
