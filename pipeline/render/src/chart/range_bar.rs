//! One bar per category with its range drawn over it and its value in a column at the right.

use super::bars::Values;
use super::grouped_bar::bar_chart;
use super::{Body, Picture, Trouble};

/// Draws the chart; several series are drawn side by side, each with its ranges.
pub(super) fn draw(picture: &Picture<'_>) -> Result<Body, Trouble> {
    let values = if picture.data.series.len() == 1 {
        Values::Column
    } else {
        Values::BarEnd
    };
    bar_chart(picture, values)
}
