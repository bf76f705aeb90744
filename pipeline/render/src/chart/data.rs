//! What a chart shows, read from its table once.
//!
//! Invariants: geometry is made of finite floats, printed figures of the exact cells only; every row has one mark for
//! each series; no text holds a letter that cannot be printed.

use std::collections::HashMap;

use dorpon_catalog::report::{Chart, Unit};
use dorpon_domain::language::Language;

use super::Trouble;
use super::text_measure::TextMeasure;
use crate::table::{Cell, Table};

/// What stands for a missing category.
const NO_NAME: &str = "—";

/// The rows and series of a chart.
pub(super) struct Data {
    /// Names of the series, in order.
    pub(super) series: Vec<String>,
    /// Rows, in the table's order.
    pub(super) rows: Vec<Row>,
    /// Whether every value is a whole number.
    pub(super) whole: bool,
}

/// One category.
pub(super) struct Row {
    /// Its label.
    pub(super) category: String,
    /// The small chart that it belongs to; empty if there are none.
    pub(super) facet: String,
    /// Code of the area that it stands for on a map; empty if there is none.
    pub(super) area: String,
    /// One for each series.
    pub(super) marks: Vec<Mark>,
}

/// One value.
#[derive(Clone, Default)]
pub(super) struct Mark {
    /// The exact value.
    pub(super) cell: Cell,
    /// For geometry; absent if the value is missing.
    pub(super) value: Option<f64>,
    /// The value as a reader sees it; absent if it is missing.
    pub(super) text: Option<String>,
    /// The range for geometry, lower end first; absent if either end is missing.
    pub(super) range: Option<(f64, f64)>,
    /// The range as a reader sees it.
    pub(super) range_text: Option<String>,
}

impl Data {
    /// Reads the columns that the chart names.
    pub(super) fn read(
        chart: &Chart,
        table: &Table,
        language: Language,
        measure: &TextMeasure,
    ) -> Result<Self, Trouble> {
        let position = |column: &str| {
            let absent = || Trouble::Unfit(format!("there is no column {column}"));
            table.position(column).ok_or_else(absent)
        };
        let category = position(&chart.category)?;
        let facet = chart.facet.as_deref().map(position).transpose()?;
        let area = chart.area.as_deref().map(position).transpose()?;
        let mut columns = Vec::new();
        for series in &chart.series {
            let low = series.low.as_deref().map(position).transpose()?;
            let high = series.high.as_deref().map(position).transpose()?;
            columns.push((position(&series.column)?, low, high));
        }
        let name = |cell: Option<&Cell>| {
            let text = cell.and_then(|cell| cell.text(Unit::Number, language));
            text.map_or_else(|| NO_NAME.to_owned(), |text| measure.printable(&text))
        };
        let mut rows = Vec::new();
        for cells in &table.rows {
            let mut marks = Vec::new();
            for (column, low, high) in &columns {
                let cell = |column: usize| number(cells.get(column), &table.columns[column].name);
                let low = low.map(cell).transpose()?.unwrap_or(Cell::Missing);
                let high = high.map(cell).transpose()?.unwrap_or(Cell::Missing);
                marks.push(Mark::new(cell(*column)?, &low, &high, chart.unit, language));
            }
            let code = match area.and_then(|area| cells.get(area)) {
                Some(Cell::Text(code)) => code.clone(),
                _ => String::new(),
            };
            rows.push(Row {
                area: code,
                category: name(cells.get(category)),
                facet: facet.map(|facet| name(cells.get(facet))).unwrap_or_default(),
                marks,
            });
        }
        let mut series: Vec<String> = chart
            .series
            .iter()
            .map(|series| measure.printable(language.pick(&series.bn, &series.en)))
            .collect();
        if let Some(across) = chart.across.as_deref() {
            let across = position(across)?;
            let of_row = table.rows.iter().map(|cells| name(cells.get(across))).collect();
            (series, rows) = spread(rows, of_row);
        }
        let whole = |mark: &Mark| !matches!(mark.cell, Cell::Decimal { scale: 1.., .. });
        Ok(Self {
            series,
            whole: rows.iter().flat_map(|row| &row.marks).all(whole),
            rows,
        })
    }

    /// All values and ends of ranges.
    pub(super) fn values(&self) -> impl Iterator<Item = f64> {
        let marks = self.rows.iter().flat_map(|row| &row.marks);
        marks.flat_map(|mark| {
            let (low, high) = mark.range.unzip();
            [mark.value, low, high].into_iter().flatten()
        })
    }

    /// Whether any mark has a range.
    pub(super) fn has_range(&self) -> bool {
        let mut marks = self.rows.iter().flat_map(|row| &row.marks);
        marks.any(|mark| mark.range.is_some())
    }
}

impl Mark {
    fn new(cell: Cell, low: &Cell, high: &Cell, unit: Unit, language: Language) -> Self {
        let ends = low.measure().zip(high.measure());
        let (low_text, high_text) = (low.text(unit, language), high.text(unit, language));
        Self {
            value: cell.measure().filter(|value| value.is_finite()),
            text: cell.text(unit, language),
            range: ends
                .filter(|(low, high)| low.is_finite() && high.is_finite())
                .map(|(low, high)| (low.min(high), low.max(high))),
            range_text: low_text.zip(high_text).map(|(low, high)| format!("{low}–{high}")),
            cell,
        }
    }
}

/// Rows of one category side by side as one row, each in the series that its name says. Where a category has no row of
/// a series, its mark is missing; of two rows the later counts.
fn spread(rows: Vec<Row>, names: Vec<String>) -> (Vec<String>, Vec<Row>) {
    let mut series: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut spread: Vec<Row> = Vec::new();
    let mut marked: Vec<Vec<Option<Mark>>> = Vec::new();
    for (mut row, name) in rows.into_iter().zip(names) {
        let column = series.iter().position(|known| *known == name).unwrap_or_else(|| {
            series.push(name);
            series.len() - 1
        });
        let key = format!("{}\u{1f}{}", row.facet, row.category);
        let mark = row.marks.pop();
        let place = *places.entry(key).or_insert_with(|| {
            spread.push(row);
            marked.push(Vec::new());
            spread.len() - 1
        });
        if let Some(marks) = marked.get_mut(place) {
            if marks.len() <= column {
                marks.resize(column + 1, None);
            }
            if let Some(slot) = marks.get_mut(column) {
                *slot = mark;
            }
        }
    }
    for (row, mut marks) in spread.iter_mut().zip(marked) {
        marks.resize(series.len(), None);
        row.marks = marks.into_iter().map(Option::unwrap_or_default).collect();
    }
    (series, spread)
}

fn number(cell: Option<&Cell>, column: &str) -> Result<Cell, Trouble> {
    match cell {
        None | Some(Cell::Missing) => Ok(Cell::Missing),
        Some(cell @ (Cell::Integer(_) | Cell::Decimal { .. })) => Ok(cell.clone()),
        Some(_) => Err(Trouble::Unfit(format!("the column {column} does not hold numbers"))),
    }
}

/// `part / whole` as an exact cell with three decimals; `None` if it has no meaning or no place in an `i128`.
pub(super) fn ratio(part: &Cell, whole: &Cell) -> Option<Cell> {
    let decimal = |cell: &Cell| match cell {
        Cell::Integer(number) => Some((i128::from(*number), 0)),
        Cell::Decimal { mantissa, scale } => Some((*mantissa, *scale)),
        _ => None,
    };
    let ((part, part_scale), (whole, whole_scale)) = (decimal(part)?, decimal(whole)?);
    if whole <= 0 || part < 0 {
        return None;
    }
    let part = part.checked_mul(10_i128.checked_pow(whole_scale.checked_add(3)?)?)?;
    let whole = whole.checked_mul(10_i128.checked_pow(part_scale)?)?;
    Some(Cell::Decimal {
        mantissa: part.checked_add(whole / 2)? / whole,
        scale: 3,
    })
}
