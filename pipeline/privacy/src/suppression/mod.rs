//! Small counts in published tables: hidden, and kept from being computed.
//!
//! A count from 1 to 9 is shown as "<10". That alone protects nobody while a total and the
//! other parts are printed beside it, so further cells are withheld. The promise, kept by
//! [`protect`] and checked anew by [`audit`]: whoever knows every shown figure, every
//! equation between the cells and this program is left with at least [`Policy::width`]
//! possible values for each small count.
//!
//! How it is kept: for each small count [`protect`] holds *witnesses*, other whole-number
//! tables that look the same from outside and in which the count differs. To withhold more
//! never takes a witness away, so the proof holds against every method of inference, not only
//! the known ones. What matters most comes first: the totals from the country down, then one
//! detail after another; a total that is shown is not withheld again for a detail's sake
//! while anything of the detail is left to withhold.
//!
//! What the reader is taken to know of a hidden cell:
//! - "<10": it is 1 to 9; 0 to 9 where the cell is sensitive, since there a zero is hidden too;
//! - "withheld": it is 0 or at least 10 (at least 10 where it is sensitive). Where nothing
//!   else helps a small count itself is withheld, and then it may be anything from 0;
//! - closed, which reads "withheld" too: it may be anything. A zero that must be hidden is
//!   closed, and so is everything of an area for which no proof is found otherwise.
//!
//! Two reports of which each is safe can still give a count away together: give the
//! equations that join them and protect them as one table. Noise, rounding and rates do not
//! belong here.

mod audit;
mod block;
mod board;
mod circuit;
mod component;
mod elimination;
mod enumeration;
mod proof;
mod protect;
mod same;
mod table;

use block::Blocks;

use dorpon_domain::language::Language;
use dorpon_domain::message::privacy as message;

/// `value[total] = sum(value[parts])`, by index into the list of cells.
///
/// Give every equation that a reader knows to hold: levels of geography, `all` of sexes,
/// and sums within a row (eligible = covered + missing).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Equation {
    /// Index of the sum.
    pub total: usize,
    /// Indexes of the summands.
    pub parts: Vec<usize>,
}

/// Of which area each cell speaks, which area lies around each, and how much a cell matters. It tells what is withheld
/// first and what together; the proofs do not rest on it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Areas {
    /// Cell → its area; `None` (or beyond the end) for a cell of no area.
    pub of_cell: Vec<Option<u32>>,
    /// Cell → how far it goes into detail: 0 for the whole (or beyond the end), more for splits that matter less.
    pub detail: Vec<u32>,
    /// Area → the one that it lies in.
    pub parent: Vec<Option<u32>>,
}

/// How much is kept from the reader.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Policy {
    /// Counts from 1 to one less than this are never shown.
    pub minimum: i64,
    /// Whoever knows everything shown is left with at least this many possible values for
    /// a count below the minimum.
    pub width: i64,
}

impl Default for Policy {
    fn default() -> Self {
        Self { minimum: 10, width: 5 }
    }
}

/// What a published table shows for one cell.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Verdict {
    /// The value itself (or that there is none).
    Shown,
    /// "<10": the count lies below the minimum.
    BelowMinimum,
    /// "withheld": the count is large enough, but would give a small one away.
    Withheld,
    /// "withheld", be it large, small or zero: it may be any number.
    Closed,
}

impl Verdict {
    /// What is printed in the cell's place; nothing for a shown cell.
    #[must_use]
    pub fn text(self, policy: &Policy, language: Language) -> Option<String> {
        match self {
            Self::Shown => None,
            Self::BelowMinimum => {
                let minimum = policy.minimum.to_string();
                let minimum = match language {
                    Language::English => minimum,
                    Language::Bangla => minimum.chars().map(bangla_digit).collect(),
                };
                Some(message::VERDICT_BELOW_MINIMUM.text(language, &[("minimum", minimum)]))
            }
            Self::Withheld | Self::Closed => Some(message::VERDICT_WITHHELD.text(language, &[])),
        }
    }
}

fn bangla_digit(digit: char) -> char {
    match digit.to_digit(10) {
        Some(value) => char::from_u32('০' as u32 + value).unwrap_or(digit),
        None => digit,
    }
}

/// A cell that a reader can narrow down further than the policy allows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Exposure {
    /// Index of the cell.
    pub cell: usize,
    /// The least value that the reader must still reckon with.
    pub lowest: i64,
    /// The greatest one.
    pub highest: i64,
}

/// Decides for each cell what is shown. `sensitive` marks cells whose zero is hidden too
/// (a cell beyond the slice's end is not sensitive); a zero of which such a zero is a part is
/// withheld with it. `None` is a cell for which the table itself has no figure, which is
/// shown as such. `areas` says in which order, and what may be closed together.
///
/// An equation with a `None` is used when it holds with the `None` left out, as sums in SQL
/// do, and is void otherwise. An equation that does not hold is void too; [`audit`] then
/// reports the small counts in it.
#[must_use]
pub fn protect(
    values: &[Option<i64>],
    equations: &[Equation],
    sensitive: &[bool],
    areas: &Areas,
    policy: &Policy,
) -> Vec<Verdict> {
    let figures = same::Distinct::new(values, equations, sensitive, policy);
    let homes = figures.homes(areas);
    let parts = component::components(figures.values.len(), &figures.equations);
    let answers = component::each(&parts, |part| {
        let (values, sensitive) = (part.of(&figures.values), part.of(&figures.sensitive));
        protect::protect(
            &values,
            &part.equations,
            &sensitive,
            &Blocks::new(&part.of(&homes), areas),
            policy,
        )
    });
    let mut verdicts = vec![Verdict::Withheld; figures.values.len()];
    for (cell, verdict) in parts.iter().flat_map(|part| &part.cells).zip(answers.iter().flatten()) {
        if let Some(place) = verdicts.get_mut(*cell) {
            *place = *verdict;
        }
    }
    let mut verdicts = figures.spread(&verdicts);
    // A zero that is also that of a sensitive cell, under another name: "<10" would be read as one at least.
    for (cell, verdict) in verdicts.iter_mut().enumerate() {
        let is_sensitive = sensitive.get(cell).copied().unwrap_or(false);
        if *verdict == Verdict::BelowMinimum && !is_sensitive && values.get(cell) == Some(&Some(0)) {
            *verdict = Verdict::Closed;
        }
    }
    verdicts
}

/// Checks a protected table anew, from what is public alone and by other means than
/// [`protect`]: bounds over all equations, exact linear inference, and for small groups of
/// hidden cells the enumeration of all tables. Empty: safe to publish.
///
/// Reported too: a small count that is shown, and small counts in an equation that does not
/// hold, since nothing can be said of them.
#[must_use]
pub fn audit(
    values: &[Option<i64>],
    equations: &[Equation],
    sensitive: &[bool],
    verdicts: &[Verdict],
    policy: &Policy,
) -> Vec<Exposure> {
    let figures = same::Distinct::new(values, equations, sensitive, policy);
    let verdicts = figures.gather(verdicts);
    let parts = component::components(figures.values.len(), &figures.equations);
    let answers = component::each(&parts, |part| {
        let (values, sensitive) = (part.of(&figures.values), part.of(&figures.sensitive));
        audit::audit(&values, &part.equations, &sensitive, &part.of(&verdicts), policy)
    });
    let mut exposures = Vec::new();
    for (part, answer) in parts.iter().zip(answers) {
        exposures.extend(answer.into_iter().filter_map(|exposure| {
            part.cells.get(exposure.cell).map(|cell| Exposure {
                cell: *cell,
                ..exposure
            })
        }));
    }
    exposures.sort_by_key(|exposure| exposure.cell);
    figures.cells(&exposures)
}

impl Policy {
    /// What "below the minimum" says of a cell, both ends included.
    fn public_interval(&self, sensitive: bool) -> (i64, i64) {
        (i64::from(!sensitive), self.minimum.saturating_sub(1))
    }

    /// Whether the value must not be shown.
    fn is_small(&self, value: i64, sensitive: bool) -> bool {
        let (lowest, highest) = self.public_interval(sensitive);
        (lowest..=highest).contains(&value)
    }

    /// How many values a reader must be left with: at least two, and never more than "below
    /// the minimum" itself leaves.
    fn required_values(&self, sensitive: bool) -> i64 {
        let (lowest, highest) = self.public_interval(sensitive);
        self.width.max(2).min(highest.saturating_sub(lowest).saturating_add(1))
    }
}
