//! Bars of several series side by side, each with its value at its end.

use super::bars::{GAP, Layout, TICK_ROOM, TITLE_ROOM, Values, axis_title, bar_scale, room_for_rows, rows_that_fit};
use super::data::Row;
use super::look::{RANGED, fill};
use super::sheet::Sheet;
use super::{Body, Key, Picture, Trouble, WIDTH};

/// Draws the chart.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Body, Trouble> {
    bar_chart(picture, Values::BarEnd)
}

/// One block of rows over the whole width with an axis below it.
pub(super) fn bar_chart(picture: &Picture<'_>, values: Values) -> Result<Body, Trouble> {
    let title = if picture.axis_title().is_empty() {
        0.0
    } else {
        TITLE_ROOM
    };
    let beside = GAP + TICK_ROOM + title;
    let room = room_for_rows(picture, beside);
    let rows: Vec<&Row> = picture.data.rows.iter().take(rows_that_fit(picture, room)).collect();
    let layout = Layout::new(picture, &rows, (0.0, WIDTH), room, values);
    let scale = bar_scale(picture, layout.bars().1 - layout.bars().0);
    let mut body = Body::new(layout.height() + beside);
    let sheet = Sheet::new(&mut body.code, WIDTH, body.height, picture.measure);
    layout.draw(&sheet, picture, &rows, &scale, GAP / 2.0)?;
    axis_title(&sheet, picture, layout.bars(), GAP / 2.0 + layout.height() + TICK_ROOM)?;
    drop(sheet);
    body.keys = bar_keys(picture);
    body.left_out = picture.data.rows.len() - rows.len();
    Ok(body)
}

/// The legend of bars: the series, and what the whisker is.
pub(super) fn bar_keys(picture: &Picture<'_>) -> Vec<Key> {
    let ranged = picture.data.has_range();
    let single = picture.data.series.len() == 1;
    let series = picture.data.series.iter().enumerate();
    let mut keys: Vec<Key> = series
        .map(|(place, name)| Key::Fill(if ranged && single { RANGED } else { fill(place) }, name.clone()))
        .collect();
    if ranged {
        keys.push(Key::whisker(picture.language));
    }
    keys
}
