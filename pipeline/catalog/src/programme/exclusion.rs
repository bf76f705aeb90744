//! Which programmes one person, or one household, may receive together.

use std::collections::BTreeMap;

use dorpon_domain::problem::{Place, Problem};
use serde::Deserialize;
use toml::Spanned;

use super::file_lines::{FileLines, fault};
use super::{Programme, is_code};

/// How far two programmes exclude each other.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionSeverity {
    /// They may be held together; a file says so where one might doubt it.
    Allowed,
    /// Nobody knows for sure; shown, and no reason to refuse.
    Warned,
    /// They may not be held together: the later one falls.
    Forbidden,
}

impl ExclusionSeverity {
    /// As files and tables write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Warned => "warned",
            Self::Forbidden => "forbidden",
        }
    }
}

/// What is said of one other programme.
#[derive(Clone, Debug)]
pub struct Exclusion {
    /// How far the two exclude each other.
    pub severity: ExclusionSeverity,
    /// Where the rule was published; the short form `exclusive_with` names none.
    pub source: Option<String>,
    /// The line that says so.
    pub place: Place,
}

/// `[[exclusion]]` of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExclusionRow {
    programmes: Vec<Spanned<String>>,
    severity: ExclusionSeverity,
    source: String,
}

/// The exclusions of one file, by the other programme's code.
pub(super) fn read(
    code: &str,
    exclusive_with: &[Spanned<String>],
    rows: &[ExclusionRow],
    lines: &FileLines,
) -> Result<BTreeMap<String, Exclusion>, Problem> {
    let short = exclusive_with
        .iter()
        .map(|other| (other, ExclusionSeverity::Forbidden, None));
    let long = rows.iter().flat_map(|row| {
        row.programmes
            .iter()
            .map(|other| (other, row.severity, Some(row.source.clone())))
    });
    let mut exclusions = BTreeMap::new();
    for (spanned, severity, source) in short.chain(long) {
        let other = spanned.get_ref();
        let fault = |what: String| lines.fault(&spanned.span(), what);
        if !is_code(other) {
            return Err(fault(format!(
                "{other} is no programme code (capital letters and digits)"
            )));
        }
        if other == code {
            return Err(fault(format!("{code} cannot exclude itself")));
        }
        let exclusion = Exclusion {
            severity,
            source,
            place: lines.place(&spanned.span()),
        };
        if exclusions.insert(other.clone(), exclusion).is_some() {
            return Err(fault(format!("{other} stands twice")));
        }
    }
    Ok(exclusions)
}

/// Makes exclusions hold both ways: what one file says of another programme is said of both. A catalog has this done;
/// who puts a programme in the place of another has to do it again.
///
/// # Errors
/// A programme that there is not, two files that disagree: each with the line.
pub fn complete_exclusions(programmes: &mut BTreeMap<String, Programme>) -> Result<(), Problem> {
    let mut missing: Vec<(String, String, Exclusion)> = Vec::new();
    for (code, programme) in &*programmes {
        for (other_code, exclusion) in &programme.exclusions {
            let Some(other) = programmes.get(other_code) else {
                return Err(fault(
                    exclusion.place.clone(),
                    format!("there is no programme {other_code}"),
                ));
            };
            match other.exclusions.get(code) {
                None => missing.push((other_code.clone(), code.clone(), exclusion.clone())),
                Some(theirs) if theirs.severity != exclusion.severity => {
                    let row = theirs.place.row.unwrap_or_default();
                    return Err(fault(
                        exclusion.place.clone(),
                        format!(
                            "{code} and {other_code} are {} here and {} in {}, line {row}",
                            exclusion.severity.name(),
                            theirs.severity.name(),
                            theirs.place.file,
                        ),
                    ));
                }
                Some(_) => {}
            }
        }
    }
    for (code, other, exclusion) in missing {
        if let Some(programme) = programmes.get_mut(&code) {
            programme.exclusions.insert(other, exclusion);
        }
    }
    Ok(())
}
