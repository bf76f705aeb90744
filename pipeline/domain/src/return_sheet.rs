//! The sheet that goes back to a sender: by what it is known when somebody sends it in again.

use crate::language::Language;
use crate::text::fold_header;

/// The headings before those of the sender's own file.
#[must_use]
pub fn leading_headings(language: Language) -> [&'static str; 4] {
    match language {
        Language::Bangla => ["সারি", "অবস্থা", "কারণ", "করণীয়"],
        Language::English => ["Row", "State", "Reason", "What to do"],
    }
}

/// Whether a row of cells is the header of such a sheet, in either language.
#[must_use]
pub fn is_header<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let first: Vec<String> = cells.take(4).map(fold_header).collect();
    [Language::Bangla, Language::English]
        .into_iter()
        .any(|language| first == leading_headings(language).map(fold_header))
}
