//! `dictionary`: what every extract holds, as Markdown.

use std::path::Path;

use dorpon_catalog::Catalog;
use dorpon_catalog::dictionary::dictionary;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use serde_json::json;

use crate::screen::Screen;

/// Prints the dictionary, with the contracts of the workspace at hand if there is one.
///
/// # Errors
/// A contract that does not parse, an unknown extract.
pub fn perform(workspace: &Path, extract: Option<&str>, screen: &Screen) -> Result<u8, Problem> {
    let catalog = Catalog::load(Some(&workspace.join("queries")))?;
    if let Some(name) = extract.filter(|name| !catalog.extracts.contains_key(*name)) {
        let known: Vec<&str> = catalog.extracts.keys().map(String::as_str).collect();
        return Err(Problem::new(&message::ops::EXTRACT_UNKNOWN)
            .with("extract", name)
            .with("known", known.join(", ")));
    }
    let contracts = catalog
        .extracts
        .values()
        .filter(|contract| extract.is_none_or(|name| contract.extract == name));
    let text = dictionary(contracts, screen.language);
    screen.result(&json!({ "dictionary": text }), || text.clone())?;
    Ok(0)
}
