//! Which extract a file is, told from its header alone.

use std::path::Path;

use dorpon_catalog::extract::ExtractContract;
use dorpon_domain::message::ingest as message;
use dorpon_domain::problem::Problem;

use crate::file::{FileFacts, TableFile};
use crate::header_row::candidates;

/// Finds the one contract that a file fits. Two that fit equally well are named, never guessed between.
///
/// # Errors
/// A file that is no table; `no_extract_fits`, `extract_ambiguous`.
pub fn recognise<'a>(path: &Path, contracts: &[&'a ExtractContract]) -> Result<&'a ExtractContract, Problem> {
    let facts = FileFacts::read(path)?;
    let heads = TableFile::open(&facts)?.heads()?;
    let mut fits = candidates(&heads, contracts)
        .into_iter()
        .filter(|(_, fit)| fit.is_plausible());
    let Some((best, fit)) = fits.next() else {
        let known: Vec<&str> = contracts.iter().map(|contract| contract.extract.as_str()).collect();
        return Err(facts
            .problem(&message::NO_EXTRACT_FITS, None)
            .with("known", known.join(", ")));
    };
    match fits.next() {
        Some((other, other_fit)) if other_fit.rank() == fit.rank() => Err(facts
            .problem(&message::EXTRACT_AMBIGUOUS, None)
            .with("first", &best.extract)
            .with("second", &other.extract)),
        _ => Ok(best),
    }
}
