//! How series look: in print without colour they differ by lightness, hatch, dash and marker.
//!
//! The template hatches and dashes by colour (`hatches` and `dashes` of `/template/chart.typ`), so a colour here is a
//! key there.

use plotters::style::RGBColor;

/// Text and axes.
pub(super) const INK: RGBColor = RGBColor(0x1c, 0x1c, 0x1c);
/// What is said of a value rather than the value: withheld, notes.
pub(super) const QUIET: RGBColor = RGBColor(0x5c, 0x5c, 0x5c);
/// Lines of the grid.
pub(super) const GRID: RGBColor = RGBColor(0xd6, 0xd9, 0xdb);
/// The fill of an area without a value; the template hatches it.
pub(super) const NO_VALUE: RGBColor = RGBColor(0xfd, 0xfd, 0xfd);
/// Paper, as a halo round what is drawn over a bar.
pub(super) const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);
/// A bar that carries a range, light enough for the whisker over it.
pub(super) const RANGED: RGBColor = RGBColor(0x7f, 0xa6, 0xb8);
/// Between the stages of a funnel.
pub(super) const FLOW: RGBColor = RGBColor(0xe3, 0xec, 0xf0);

/// Fills of bars, by series.
const FILLS: [RGBColor; 6] = [
    RGBColor(0x1f, 0x4e, 0x66),
    RGBColor(0xc5, 0xd9, 0xe2),
    RGBColor(0x6f, 0x9b, 0xaf),
    RGBColor(0xfd, 0xfd, 0xfd),
    RGBColor(0x3c, 0x3c, 0x3c),
    RGBColor(0xdd, 0xd8, 0xcc),
];

/// Lines, by series.
const LINES: [RGBColor; 6] = [
    RGBColor(0x1f, 0x4e, 0x67),
    RGBColor(0xb0, 0x50, 0x1c),
    RGBColor(0x3f, 0x74, 0x3f),
    RGBColor(0x74, 0x46, 0x86),
    RGBColor(0x6b, 0x6b, 0x6b),
    RGBColor(0x10, 0x10, 0x10),
];

/// The lightest and the darkest shade of a heat table.
const SHADES: (RGBColor, RGBColor) = (RGBColor(0xf2, 0xf6, 0xf8), RGBColor(0x1f, 0x4e, 0x66));

/// Where letters on a shade turn white, as a part of the way to the darkest: from here white has the higher contrast.
const WHITE_LETTERS_FROM: f64 = 0.72;

/// The fill of the bars of a series.
pub(super) fn fill(series: usize) -> RGBColor {
    FILLS[series % FILLS.len()]
}

/// The line of a series.
pub(super) fn line(series: usize) -> RGBColor {
    LINES[series % LINES.len()]
}

/// The shade at a part of the way from the lightest (0) to the darkest (1).
pub(super) fn shade(part: f64) -> RGBColor {
    let between = |light: u8, dark: u8| {
        let mixed = f64::from(light) + (f64::from(dark) - f64::from(light)) * part.clamp(0.0, 1.0);
        mixed.round() as u8
    };
    let (light, dark) = SHADES;
    RGBColor(
        between(light.0, dark.0),
        between(light.1, dark.1),
        between(light.2, dark.2),
    )
}

/// The colour of letters on a shade.
pub(super) fn letters_on(part: f64) -> RGBColor {
    if part >= WHITE_LETTERS_FROM { PAPER } else { INK }
}

/// A colour as the template reads it.
pub(super) fn key(color: RGBColor) -> String {
    format!("{:02x}{:02x}{:02x}", color.0, color.1, color.2)
}
