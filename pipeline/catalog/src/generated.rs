//! The three models whose SQL is made of programme and hazard files.

use std::collections::{BTreeMap, BTreeSet};

use dorpon_domain::problem::Problem;
use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::model::{Layer, Model};
use crate::source::Origin;
use crate::{hazard, programme};

const PROGRAMME_RESULT: &str = r#"--! summary.en = "One row per register person and programme: what the programme's conditions say, made of queries/programmes/."
--! summary.bn = "প্রতি নিবন্ধিত ব্যক্তি ও কর্মসূচির একটি সারি: কর্মসূচির শর্ত অনুযায়ী ফল (queries/programmes/ থেকে তৈরি)।"
--! grain = ["person_id", "programme_code"]
--! owner = "programme"
--! person_level = true
--! column.deciding_condition = { class = "sensitive", bn = "যে শর্তে নির্ধারিত", en = "The first condition that fails or is unknown" }
--! column.missing_document = { class = "sensitive", bn = "যে কাগজ দরকার", en = "A paper still to bring; never changes the answer" }
--! column.tier = { class = "sensitive", bn = "হারের স্তর", en = "The tier whose rate the person gets; null where a fact is missing that would decide it" }
"#;

const PROGRAMME_RESULT_AT_ENROLMENT: &str = r#"--! summary.en = "One row per register person and programme whose list the person is on: what the conditions say by the rules of the day of enrolment."
--! summary.bn = "তালিকাভুক্ত প্রতি নিবন্ধিত ব্যক্তি ও কর্মসূচির একটি সারি: তালিকাভুক্তির দিনের নিয়ম অনুযায়ী ফল।"
--! grain = ["person_id", "programme_code"]
--! owner = "programme"
--! person_level = true
--! column.enrolled_on = { bn = "তালিকাভুক্তির তারিখ", en = "Earliest enrolment; null where the list does not say" }
--! column.enrolment_fiscal_year = { bn = "তালিকাভুক্তির অর্থবছর", en = "Fiscal year of the enrolment, whose rules were asked" }
--! column.deciding_condition = { class = "sensitive", bn = "যে শর্তে নির্ধারিত", en = "The first condition that fails or is unknown" }
--! column.missing_document = { class = "sensitive", bn = "যে কাগজ দরকার", en = "A paper still to bring; never changes the answer" }
--! column.tier = { class = "sensitive", bn = "হারের স্তর", en = "The tier on the day of enrolment" }
"#;

const HAZARD_SCORE: &str = r#"--! summary.en = "One row per hazard and household: points by dimension and the factors that hold, made of queries/hazards/."
--! summary.bn = "প্রতি দুর্যোগ ও খানার একটি সারি: মাত্রাভিত্তিক নম্বর ও প্রযোজ্য কারণ (queries/hazards/ থেকে তৈরি)।"
--! grain = ["hazard_code", "sending_office", "household_id"]
--! owner = "disaster"
--! person_level = true
--! column.vulnerability = { class = "sensitive", bn = "বিপদাপন্নতা", en = "Vulnerability" }
--! column.reason_factors = { class = "sensitive", bn = "কারণ", en = "Factors that hold" }
"#;

impl Catalog {
    /// One query for each condition and tier of the programme files: [`programme::Probe`].
    #[must_use]
    pub fn programme_probes(&self, as_of: Date, fiscal_year: &str) -> Vec<programme::Probe> {
        self.programmes
            .values()
            .flat_map(|programme| programme.probes(as_of, fiscal_year))
            .collect()
    }

    /// The two models that answer for every programme, made for the programmes that anybody is on the list of: of the
    /// others there is nobody to answer for on the day of enrolment, and no list to join today. The rows are those of
    /// the models of [`Self::models_as_of`]; their plans are a good deal smaller. `None` for every other model.
    ///
    /// # Errors
    /// As [`Self::models_as_of`].
    pub fn model_of_listed(
        &self,
        name: &str,
        as_of: Date,
        fiscal_year: &str,
        listed: &BTreeSet<String>,
    ) -> Result<Option<Model>, Problem> {
        let (path, front, sql) = match name {
            "programme_result" => (
                "mart/programme_result.sql",
                PROGRAMME_RESULT,
                programme::result_sql(self.programmes.values(), as_of, fiscal_year, Some(listed)),
            ),
            "programme_result_at_enrolment" => {
                let on_lists = self
                    .programmes
                    .values()
                    .filter(|programme| listed.contains(&programme.code));
                (
                    "mart/programme_result_at_enrolment.sql",
                    PROGRAMME_RESULT_AT_ENROLMENT,
                    programme::enrolment_result_sql(on_lists),
                )
            }
            _ => return Ok(None),
        };
        made_where_read(path, front, &sql).map(Some)
    }

    /// What a changed programme would do: the models of `queries/simulation/` and before them `simulation.programme_result`,
    /// the answers of that one programme to everybody in the register.
    ///
    /// # Errors
    /// A generated model whose front matter does not parse, which a test excludes.
    pub fn simulation_models(
        &self,
        programme: &programme::Programme,
        as_of: Date,
        fiscal_year: &str,
    ) -> Result<BTreeMap<String, Model>, Problem> {
        let sql = programme.eligibility_sql(as_of, fiscal_year, None);
        let path = "simulation/programme_result.sql";
        let text = format!("{PROGRAMME_RESULT}{sql}");
        let answers = Model::parse(Layer::Simulation, path, &text, Origin::Shipped)?;
        let mut models = self.simulations.clone();
        models.insert(answers.table(), answers);
        Ok(models)
    }

    /// All models of a run: those of `queries/`, and the generated ones, which are made where one of them or a check reads
    /// them.
    ///
    /// # Errors
    /// A generated model whose front matter does not parse, which a test excludes.
    pub fn models_as_of(&self, as_of: Date, fiscal_year: &str) -> Result<BTreeMap<String, Model>, Problem> {
        let mut models = self.models.clone();
        let generated = [
            (
                "mart/programme_result.sql",
                PROGRAMME_RESULT,
                programme::result_sql(self.programmes.values(), as_of, fiscal_year, None),
            ),
            (
                "mart/programme_result_at_enrolment.sql",
                PROGRAMME_RESULT_AT_ENROLMENT,
                programme::enrolment_result_sql(self.programmes.values()),
            ),
            (
                "mart/hazard_score.sql",
                HAZARD_SCORE,
                hazard::score_sql(self.hazards.values()),
            ),
        ];
        for (path, front, sql) in generated {
            let model = made_where_read(path, front, &sql)?;
            models.insert(model.table(), model);
        }
        Ok(models)
    }
}

fn made_where_read(path: &str, front: &str, sql: &str) -> Result<Model, Problem> {
    let mut model = Model::parse(Layer::Mart, path, &format!("{front}{sql}"), Origin::Shipped)?;
    model.is_made_where_read = true;
    Ok(model)
}
