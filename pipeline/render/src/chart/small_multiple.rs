//! One small bar chart per facet, all on one scale, so that a bar means the same in each.

use super::bars::{Layout, TICK_ROOM, TITLE_ROOM, Values, axis_title, bar_scale, room_for_rows, rows_that_fit, widest};
use super::data::Row;
use super::grouped_bar::bar_keys;
use super::sheet::{Lettering, Sheet, TEXT};
use super::{Body, Picture, Trouble, WIDTH};

/// Between two small charts, in points.
const GUTTER: f64 = 16.0;
/// Height of the name of a facet, in points.
const NAME_ROOM: f64 = 14.0;
/// Below a row of small charts, in points.
const BELOW: f64 = 6.0;

/// Draws the chart.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Body, Trouble> {
    let facets = facets(picture);
    let columns = columns(picture, facets.len());
    let width = (WIDTH - (columns as f64 - 1.0) * GUTTER) / columns as f64;
    let title = if picture.axis_title().is_empty() {
        0.0
    } else {
        TITLE_ROOM
    };
    let beside = NAME_ROOM + TICK_ROOM + BELOW;
    let bands: Vec<&[(&str, Vec<&Row>)]> = facets.chunks(columns).collect();
    let room = room_for_rows(picture, title + beside * bands.len() as f64);
    let band_rows = |band: &[(&str, Vec<&Row>)]| band.iter().map(|(_, rows)| rows.len()).max().unwrap_or(0);
    let all_rows: usize = bands.iter().map(|band| band_rows(band)).sum();
    // The bands that fit at their least height, and at least a part of the first one.
    let most = rows_that_fit(picture, room);
    let mut left = most;
    let mut shown: Vec<Vec<(&str, &[&Row])>> = Vec::new();
    for band in &bands {
        let rows = band_rows(band);
        if left == 0 || (!shown.is_empty() && rows > left) {
            break;
        }
        let cut = |rows: &'_ [&'_ Row]| rows.len().min(left);
        let parts = band.iter().map(|(name, rows)| (*name, &rows[..cut(rows)]));
        shown.push(parts.collect());
        left -= rows.min(left);
    }
    let share = |rows: usize| room * rows as f64 / all_rows.min(most).max(1) as f64;
    let mut layouts = Vec::new();
    for band in &shown {
        let rows = band.iter().map(|(_, rows)| rows.len()).max().unwrap_or(0);
        let every: Vec<&Row> = picture.data.rows.iter().collect();
        let mut row_of_layouts = Vec::new();
        for (column, (_, rows_here)) in band.iter().enumerate() {
            let start = column as f64 * (width + GUTTER);
            let height = share(rows) * rows_here.len() as f64 / rows.max(1) as f64;
            let mut layout = Layout::new(picture, rows_here, (start, start + width), height, Values::BarEnd);
            layout.align(picture, &every);
            row_of_layouts.push(layout);
        }
        let pitch = row_of_layouts.iter().map(Layout::pitch).fold(0.0, f64::max);
        for layout in &mut row_of_layouts {
            layout.set_pitch(pitch);
        }
        layouts.push(row_of_layouts);
    }
    let bars = layouts.iter().flatten().map(|layout| layout.bars().1 - layout.bars().0);
    let scale = bar_scale(picture, bars.fold(f64::INFINITY, f64::min).min(WIDTH));
    let tallest = |layouts: &[Layout]| layouts.iter().map(Layout::height).fold(0.0, f64::max);
    let height: f64 = layouts.iter().map(|band| tallest(band) + beside).sum();
    let mut body = Body::new(height + title);
    let sheet = Sheet::new(&mut body.code, WIDTH, body.height, picture.measure);
    let mut top = 0.0;
    let mut drawn = 0;
    for (band, layouts) in shown.iter().zip(&layouts) {
        for ((name, rows), layout) in band.iter().zip(layouts) {
            let (start, end) = layout.edges();
            let name = picture.measure.shortened(name, TEXT, true, end - start);
            sheet.label((start, top + 5.0), &name, Lettering::left().bold())?;
            layout.draw(&sheet, picture, rows, &scale, top + NAME_ROOM)?;
            drawn += rows.len();
        }
        top += tallest(layouts) + beside;
    }
    axis_title(&sheet, picture, (0.0, WIDTH), top - BELOW)?;
    drop(sheet);
    body.keys = bar_keys(picture);
    body.left_out = picture.data.rows.len() - drawn;
    Ok(body)
}

/// Rows by facet, facets in the order of their first rows.
fn facets<'a>(picture: &Picture<'a>) -> Vec<(&'a str, Vec<&'a Row>)> {
    let mut facets: Vec<(&str, Vec<&Row>)> = Vec::new();
    for row in &picture.data.rows {
        match facets.iter_mut().find(|(name, _)| *name == row.facet) {
            Some((_, rows)) => rows.push(row),
            None => facets.push((&row.facet, vec![row])),
        }
    }
    facets
}

/// How many small charts stand side by side: as many as leave half of each to its bars.
fn columns(picture: &Picture<'_>, facets: usize) -> usize {
    let rows = &picture.data.rows;
    let label = widest(picture.measure, rows.iter().map(|row| row.category.as_str()));
    let marks = rows.iter().flat_map(|row| &row.marks);
    let value = widest(picture.measure, marks.filter_map(|mark| mark.text.as_deref()));
    let fits = |columns: &usize| {
        let width = (WIDTH - (*columns as f64 - 1.0) * GUTTER) / *columns as f64;
        label.min(width * 0.4) + value <= width * 0.5 || *columns == 2 && value <= width * 0.35
    };
    (1..=3)
        .rev()
        .filter(|columns| *columns <= facets.max(1))
        .find(fits)
        .unwrap_or(1)
}
