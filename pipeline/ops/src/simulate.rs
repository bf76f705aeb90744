//! `simulate`: what a programme with other rules or rates would do, beside what it does, over the published run.
//!
//! Whoever may try rule after rule could single people out by the difference of two answers. So the answer hides small
//! counts as a release does, and yet is for a named officer with a purpose, and each try is in the audit log. Nothing of
//! it is published or stays in the lake.

use std::path::Path;

use dorpon_catalog::Catalog;
use dorpon_catalog::model::Layer;
use dorpon_catalog::programme::Programme;
use dorpon_cli::Access;
use dorpon_domain::geography::read_area_code;
use dorpon_domain::language::Language;
use dorpon_domain::message;
use dorpon_domain::problem::Problem;
use dorpon_engine::{check, model_run, programme_check, reference_table, release};
use dorpon_lake::durable;
use sha2::{Digest, Sha256};

use crate::published::PublishedRun;
use crate::query::{self, Form};
use crate::report::ReportArea;
use crate::screen::Screen;
use crate::watch::Watch;

/// The released table that answers.
const ANSWER: &str = "simulation_by_area";

/// Tries a programme file and shows what it would change.
///
/// # Errors
/// No purpose or officer; nothing published; a file that is no programme, named with its line; an area that is not known.
pub fn perform(
    workspace: &Path,
    file: &Path,
    area: Option<&str>,
    form: &Form<'_>,
    access: &Access,
    screen: &Screen,
) -> Result<u8, Problem> {
    let access = Access {
        layer: Some(Layer::Mart.name().to_owned()),
        ..access.clone()
    };
    let mut run = PublishedRun::open(workspace, &access)?;
    let path = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|error| durable::unreadable(file, error))?;
    let code = Programme::read(&path, &text)?.code;
    let own_queries = run.bench.workspace.root.join("queries");
    let catalog = Catalog::load_with_programme(Some(&own_queries), &code, &text)?;
    let Some(programme) = catalog.programmes.get(&code) else {
        return Err(Problem::new(&message::ops::PANICKED).with("place", &code));
    };
    let asked = area.unwrap_or(crate::report::COUNTRY);
    let place = read_area_code(asked).unwrap_or_else(|| asked.to_owned());
    let place = ReportArea::register(&mut run.session, &place, screen.language)?;

    let digest = Sha256::digest(text.as_bytes());
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let object = format!("{code} {} {digest}", place.code);
    run.take_down(&access, "simulate begun", &object, 0)?;
    let limits = &run.bench.workspace.settings.limits;
    let watch = Watch::begin(&path, limits, run.session.spill_folder(), screen)?;
    run.session.set_text_parameter("programme", &code);
    reference_table::register_simulated(&run.session, &catalog)?;
    let as_of = run.session.as_of();
    let probes = programme.probes(as_of, &run.record.fiscal_year);
    if let Some(fault) = programme_check::fault(&run.session, &probes, true) {
        return Err(fault);
    }
    let models = catalog.simulation_models(programme, as_of, &run.record.fiscal_year)?;
    // What is there already: every table of the published run.
    let there: Vec<&str> = run.tables.iter().map(|(_, table)| table.as_str()).collect();
    let folder = run.session.spill_folder().join("simulation");
    let ordered = model_run::order(&run.session, &catalog, &models, &there)?;
    let outcome = (|| {
        for model in &ordered {
            model_run::run(&run.session, model, &folder)?;
            let failures = check::model(&run.session, model)?;
            if !failures.is_empty() {
                let names: Vec<String> = failures.into_iter().map(|failure| failure.check).collect();
                return Err(Problem::new(&message::engine::CHECKS_FAILED)
                    .with("count", names.len())
                    .with("checks", names.join("; ")));
            }
        }
        for group in release::groups(&ordered) {
            release::run(&run.session, &group, &folder)?;
        }
        run.session
            .collect_rows(ANSWER, &answer_sql(screen.language), form.limit)
    })();
    durable::remove_folder(&folder)?;
    let (schema, mut batches) = outcome.map_err(|problem| run.without_values(problem))?;
    watch.rows_are_there();
    let rows = batches.iter().map(arrow::array::RecordBatch::num_rows).sum();
    run.take_down(&access, "simulate", &object, rows)?;
    if batches.is_empty() {
        batches.push(arrow::record_batch::RecordBatch::new_empty(schema));
    }
    let described = catalog.simulations.get(&format!("simulation.{ANSWER}"));
    let heading = |column: &str| {
        let column = column.trim_end_matches("_shown");
        match column {
            "area_name" => return Some("এলাকা".to_owned()),
            "group_name" => return Some("জনশ্রেণি".to_owned()),
            _ => {}
        }
        let described = described?.front.column.get(column)?;
        Some(described.bn.split([';', ':']).next().unwrap_or_default().to_owned())
    };
    query::write(&batches, form, screen, &heading)?;
    Ok(0)
}

/// The rows of the area that was asked about, group by group, and of every area below it as a whole.
fn answer_sql(language: Language) -> String {
    let unknown = language.pick("এলাকা অজানা", "Place unknown");
    let group_name = language.pick("name_bn", "name_en");
    format!(
        "with
area as (select area_code, name from report.area),
person_group as (select group_code, cast(place as int) as place, {group_name} as name from reference.person_group),
simulated as (select * from release.{ANSWER})
select
  simulated.area_code,
  coalesce(area.name, '{unknown}') as area_name,
  coalesce(person_group.name, simulated.group_code) as group_name,
  simulated.eligible_today_count_shown,
  simulated.eligible_simulated_count_shown,
  simulated.gained_count_shown,
  simulated.lost_count_shown,
  simulated.cannot_tell_simulated_count_shown,
  simulated.missing_simulated_count_shown,
  simulated.coverage_today_share,
  simulated.coverage_simulated_share,
  simulated.forbidden_overlap_count_shown,
  simulated.warned_overlap_count_shown,
  simulated.yearly_today_taka,
  simulated.yearly_simulated_taka
from simulated
left join area on simulated.area_code = area.area_code
left join person_group on simulated.group_code = person_group.group_code
where
  simulated.area_code = $area
  or (
    simulated.group_code = 'all'
    and (area.area_code is not null or simulated.parent_code in (select area_code from area))
  )
order by simulated.area_code <> $area, simulated.area_code, person_group.place, simulated.group_code"
    )
}
