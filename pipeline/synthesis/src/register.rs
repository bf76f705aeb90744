//! The community register as it ought to be loaded: one struct per row of the two census extracts.
//!
//! Every field holds what a correct ingest makes of the written cell, so a value spoilt beyond
//! repair is `None` here and its written form is in `written`.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::family::Sex;
use crate::name::PersonalName;
use crate::office_file::{Row, Written};

/// Cells of one row that are written otherwise than the office's own style would.
pub type WrittenCells = BTreeMap<&'static str, Written>;

/// A row of `census_household`. Lengths are metres, land is decimals in thousandths.
#[derive(Clone, Debug, Default)]
pub struct Household {
    /// Key.
    pub household_id: String,
    /// Eight-digit code; `None` when the written code is unknown.
    pub union_code: Option<String>,
    /// Ward of the union.
    pub ward_no: Option<String>,
    /// Village.
    pub village_name: Option<String>,
    /// Person number of the head.
    pub head_person_id: Option<String>,
    /// Millionths of a degree.
    pub latitude: Option<i64>,
    /// Millionths of a degree.
    pub longitude: Option<i64>,
    /// mainland, char, island, haor, slum.
    pub settlement_type: Option<&'static str>,
    /// pucca, semi_pucca, kutcha, jhupri, homeless.
    pub house_type: Option<&'static str>,
    /// Walls, in Bangla.
    pub wall_material: Option<&'static str>,
    /// Roof, in Bangla.
    pub roof_material: Option<&'static str>,
    /// Thousandths of a decimal of land.
    pub homestead_decimal: Option<i64>,
    /// Thousandths of a decimal of land.
    pub land_decimal: Option<i64>,
    /// Taka.
    pub monthly_income_taka: Option<i64>,
    /// tap, tubewell, pond_sand_filter, rainwater, pond.
    pub drinking_water: Option<&'static str>,
    /// sanitary, non_sanitary, shared, none.
    pub latrine_type: Option<&'static str>,
    /// Whether there is electricity.
    pub has_electricity: Option<bool>,
    /// inside, on, outside, none.
    pub embankment_side: Option<&'static str>,
    /// Thousandths of a metre; below 0 is below the surge.
    pub ground_above_surge_m: Option<i64>,
    /// Thousandths of a metre.
    pub plinth_above_flood_m: Option<i64>,
    /// Metres.
    pub river_distance_m: Option<i64>,
    /// Metres.
    pub tidal_river_distance_m: Option<i64>,
    /// Metres.
    pub sea_distance_m: Option<i64>,
    /// Metres.
    pub shelter_distance_m: Option<i64>,
    /// How often a surge has damaged the house.
    pub surge_damage_count: Option<i64>,
    /// Of the last five years.
    pub flood_years_in_five: Option<i64>,
    /// Whether the household has a boat.
    pub has_boat: Option<bool>,
    /// Whether the household has a radio.
    pub has_radio: Option<bool>,
    /// Eleven digits that begin with 01.
    pub mobile: Option<String>,
    /// Ages in years are counted from this day.
    pub surveyed_on: Option<Date>,
    /// Day of the second look.
    pub verified_on: Option<Date>,
    /// Cells written otherwise.
    pub written: WrittenCells,
}

/// A row of `census_person`.
#[derive(Clone, Debug)]
pub struct Person {
    /// Key.
    pub person_id: String,
    /// The household, which may lack a row of its own.
    pub household_id: String,
    /// What the person is called; spellings differ from file to file.
    pub called: PersonalName,
    /// What the father is called.
    pub father_called: PersonalName,
    /// What the mother is called.
    pub mother_called: PersonalName,
    /// What the spouse is called.
    pub spouse_called: Option<PersonalName>,
    /// As loaded.
    pub name_bn: Option<String>,
    /// As loaded.
    pub name_en: Option<String>,
    /// As loaded.
    pub father_name: Option<String>,
    /// As loaded.
    pub mother_name: Option<String>,
    /// As loaded.
    pub spouse_name: Option<String>,
    /// Person number of the father.
    pub father_person_id: Option<String>,
    /// Person number of the mother.
    pub mother_person_id: Option<String>,
    /// Canonical relation.
    pub relation_to_head: Option<&'static str>,
    /// `None` when the cell is blank.
    pub sex: Option<Sex>,
    /// The day in the file.
    pub birth_date: Option<Date>,
    /// Completed years on the day of the survey.
    pub age_years: Option<i64>,
    /// The planted day of birth, for the generator only.
    pub born_on: Date,
    /// 10, 13 or 17 digits.
    pub nid: Option<String>,
    /// 16 or 17 digits.
    pub brn: Option<String>,
    /// Eleven digits that begin with 01.
    pub mobile: Option<String>,
    /// Canonical marital status.
    pub marital_status: Option<&'static str>,
    /// Since when.
    pub marital_status_since: Option<Date>,
    /// Completed years.
    pub first_marriage_age: Option<i64>,
    /// In Bangla.
    pub education_level: Option<&'static str>,
    /// Whether in school.
    pub is_in_school: Option<bool>,
    /// Class attended.
    pub current_class: Option<String>,
    /// In Bangla.
    pub occupation: Option<&'static str>,
    /// Taka.
    pub yearly_income_taka: Option<i64>,
    /// Whether employed by the government.
    pub is_government_employee: Option<bool>,
    /// Whether drawing a pension.
    pub has_pension: Option<bool>,
    /// Canonical kind, `none` for no disability.
    pub disability_type: Option<&'static str>,
    /// mild, moderate, severe, very_severe.
    pub disability_severity: Option<&'static str>,
    /// Number of the card.
    pub disability_card_no: Option<String>,
    /// Whether pregnant.
    pub is_pregnant: Option<bool>,
    /// Month of the pregnancy.
    pub pregnancy_month: Option<i64>,
    /// Whether lactating.
    pub is_lactating: Option<bool>,
    /// Canonical illness, `none` for none.
    pub chronic_illness: Option<&'static str>,
    /// Canonical community.
    pub community: Option<&'static str>,
    /// Day of death.
    pub died_on: Option<Date>,
    /// The other record of the same person, if this is the second one. No column of any extract.
    pub second_record_of: Option<String>,
    /// Cells written otherwise.
    pub written: WrittenCells,
}

impl Row for Household {
    fn written(&self) -> &WrittenCells {
        &self.written
    }
}

impl Row for Person {
    fn written(&self) -> &WrittenCells {
        &self.written
    }
}

impl Person {
    /// Somebody of whom only the name and the day of birth are settled.
    #[must_use]
    pub fn named(called: PersonalName, father: PersonalName, mother: PersonalName, born_on: Date) -> Self {
        Self {
            person_id: String::new(),
            household_id: String::new(),
            called,
            father_called: father,
            mother_called: mother,
            spouse_called: None,
            name_bn: None,
            name_en: None,
            father_name: None,
            mother_name: None,
            spouse_name: None,
            father_person_id: None,
            mother_person_id: None,
            relation_to_head: None,
            sex: None,
            birth_date: Some(born_on),
            age_years: None,
            born_on,
            nid: None,
            brn: None,
            mobile: None,
            marital_status: None,
            marital_status_since: None,
            first_marriage_age: None,
            education_level: None,
            is_in_school: None,
            current_class: None,
            occupation: None,
            yearly_income_taka: None,
            is_government_employee: None,
            has_pension: None,
            disability_type: None,
            disability_severity: None,
            disability_card_no: None,
            is_pregnant: None,
            pregnancy_month: None,
            is_lactating: None,
            chronic_illness: None,
            community: None,
            died_on: None,
            second_record_of: None,
            written: WrittenCells::new(),
        }
    }
}
