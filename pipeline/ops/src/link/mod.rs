//! `link`: which records of any files are of one person, on its own.
//!
//! No workspace is needed; the models and reports of the one at hand are used if there is one. What is found lies in
//! files that only their owner may read; the screen and the report tell numbers, levels and rules, never a record.

mod answer;
mod level_text;
mod paper;

use std::path::Path;

use dorpon_catalog::{Catalog, ReportCatalog};
use dorpon_cli::LinkOrder;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_lake::durable;
use dorpon_linkage::weights::GivenWeights;
use dorpon_linkage::{Input, LinkRequest, Model};
use jiff::civil::Date;

use crate::clock;
use crate::screen::Screen;
use paper::Paper;

/// Links files, counts what that would cost, or explains one pair.
///
/// # Errors
/// A model that is unknown or has not its form, files that cannot be read or lack a column, too many pairs, weights of
/// another model, a folder that cannot be written.
pub fn perform(workspace: &Path, order: &LinkOrder, screen: &Screen) -> Result<u8, Problem> {
    let made_on = match order.as_of.as_deref() {
        None => clock::today(),
        Some(text) => text
            .parse::<Date>()
            .map_err(|_| Problem::new(&message::ops::DATE_INVALID).with("date", text))?,
    };
    let request = LinkRequest {
        model: model(workspace, &order.model)?,
        inputs: order.files.iter().cloned().map(Input::File).collect(),
        weights: order.weights.as_deref().map(GivenWeights::read).transpose()?,
        truth: order.truth.clone(),
        out: order.out.clone(),
        threads: order.threads.unwrap_or(0),
    };
    if order.count_only {
        let count = dorpon_linkage::count_pairs(&request)?;
        screen.result(&answer::count_json(&count, &request.model), || {
            answer::count_text(&count, &request.model, screen)
        })?;
        return Ok(0);
    }
    if let Some((one, other)) = &order.explain {
        let waterfall = dorpon_linkage::explain(&request, one, other)?;
        screen.result(&answer::waterfall_json(&waterfall), || {
            answer::waterfall_text(&waterfall, &request.model, screen)
        })?;
        return Ok(0);
    }
    // Whatever would stop the report stops it before the work.
    let reports = ReportCatalog::load(Some(&workspace.join("reports")))?;
    let report = paper::report(&reports)?;
    if let Some(out) = &order.out {
        durable::private_folder()
            .recursive(true)
            .create(out)
            .map_err(|error| durable::unwritable(out, error))?;
    }
    let outcome = dorpon_linkage::link(&request)?;
    let mut files = Vec::new();
    if let Some(out) = &order.out {
        let paper = Paper {
            report,
            request: &request,
            outcome: &outcome,
            made_on,
            language: screen.language,
        };
        let printed = paper.pdf(&reports.files)?;
        durable::replace_file(&out.join(paper::FILE), &printed)?;
        for name in ["pairs.parquet", "clusters.csv", "weights.toml", paper::FILE] {
            files.push(out.join(name).display().to_string());
        }
    }
    screen.result(&answer::outcome_json(&outcome, &request.model, &files), || {
        answer::outcome_text(&outcome, &request.model, &files, screen)
    })?;
    Ok(0)
}

/// A model by its name in the catalog, or of a file that ends in `.toml`.
fn model(workspace: &Path, asked: &str) -> Result<Model, Problem> {
    let path = Path::new(asked);
    if path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
    {
        return Model::read(path);
    }
    let catalog = Catalog::load(Some(&workspace.join("queries")))?;
    let found = catalog.linkage_models.get(asked).ok_or_else(|| {
        let known: Vec<&str> = catalog.linkage_models.keys().map(String::as_str).collect();
        Problem::new(&message::linkage::MODEL_UNKNOWN)
            .with("model", asked)
            .with("known", known.join(", "))
    })?;
    Model::parse(&found.path, &found.text)
}
