//! The two small tables about places: profiles of the twelve unions of Tala, and shelters.
//!
//! The figures are invented; none is a census figure.

use std::collections::BTreeMap;

use crate::identifier_block::IdentifierBlock;
use crate::office_file::{Row, Written};
use crate::randomness::Dice;
use crate::register::WrittenCells;

/// A row of `area_profile`. Shares are tenths of a per cent.
#[derive(Clone, Debug)]
pub struct AreaProfile {
    /// Eight-digit code.
    pub area_code: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Households.
    pub households: i64,
    /// Persons.
    pub population: i64,
    /// The ten bands from 0–4 to 65 and over; `None` where the source leaves them blank.
    pub bands: Vec<Option<i64>>,
    /// Share of persons with a disability.
    pub disabled: i64,
    /// Pucca, semi-pucca, kutcha, jhupri.
    pub houses: [i64; 4],
    /// Sanitary latrine, none.
    pub toilets: [i64; 2],
    /// Tap, tube well.
    pub water: [i64; 2],
    /// With electricity.
    pub electricity: i64,
    /// Cells written otherwise.
    pub written: WrittenCells,
}

impl Row for AreaProfile {
    fn written(&self) -> &BTreeMap<&'static str, Written> {
        &self.written
    }
}

const UNIONS: [(&str, &str); 12] = [
    ("40879011", "Dhandia"),
    ("40879015", "Islamkati"),
    ("40879023", "Jalalpur"),
    ("40879031", "Khalilnagar"),
    ("40879039", "Khalishkhali"),
    ("40879047", "Khesra"),
    ("40879055", "Kumira"),
    ("40879063", "Magura"),
    ("40879071", "Nagarghata"),
    ("40879079", "Sarulia"),
    ("40879087", "Tala"),
    ("40879094", "Tentulia"),
];

/// Invents a profile for each union: one without age bands, one whose bands do not sum to 100 %.
pub fn profiles(dice: &mut Dice) -> Vec<AreaProfile> {
    // An ageing rural upazila, in tenths of a per cent; the last band takes what is left.
    let usual = [82, 88, 93, 89, 84, 80, 279, 104, 38];
    UNIONS
        .into_iter()
        .map(|(area_code, name_en)| {
            let population = dice.between(15_500, 33_500);
            let households = population * 10 / dice.between(38, 43);
            let mut bands: Vec<i64> = usual.iter().map(|share| share + dice.between(-5, 5)).collect();
            bands.push(1_000 - bands.iter().sum::<i64>());
            let mut bands: Vec<Option<i64>> = bands.into_iter().map(Some).collect();
            match area_code {
                "40879047" => bands = vec![None; 10],
                "40879063" => {
                    if let Some(Some(band)) = bands.get_mut(6) {
                        *band -= 64;
                    }
                }
                _ => {}
            }
            let pucca = dice.between(120, 260);
            let semi = dice.between(330, 450);
            let jhupri = dice.between(4, 18);
            AreaProfile {
                area_code,
                name_en,
                households,
                population,
                bands,
                disabled: dice.between(14, 31),
                houses: [pucca, semi, 1_000 - pucca - semi - jhupri, jhupri],
                toilets: [dice.between(560, 760), dice.between(6, 40)],
                water: [dice.between(4, 60), dice.between(860, 930)],
                electricity: dice.between(930, 995),
                written: WrittenCells::new(),
            }
        })
        .collect()
}

/// A row of `shelter`.
#[derive(Clone, Debug)]
pub struct Shelter {
    /// Key.
    pub shelter_id: String,
    /// In Bangla.
    pub name_bn: &'static str,
    /// Eight-digit code.
    pub union_code: &'static str,
    /// Ward.
    pub ward_no: &'static str,
    /// Millionths of a degree.
    pub latitude: i64,
    /// Millionths of a degree.
    pub longitude: i64,
    /// Persons.
    pub capacity_persons: Option<i64>,
    /// Thousandths of a square metre.
    pub floor_m2: Option<i64>,
    /// Ramp, women's room, water, latrine, place for livestock, road.
    pub has: [Option<bool>; 6],
    /// Eleven digits that begin with 01.
    pub keeper_mobile: Option<String>,
    /// Whether it can be used.
    pub is_usable: bool,
    /// Cells written otherwise.
    pub written: WrittenCells,
}

impl Row for Shelter {
    fn written(&self) -> &BTreeMap<&'static str, Written> {
        &self.written
    }
}

const SHELTERS: [(&str, &str, &str, i64, i64); 7] = [
    (
        "নগরঘাটা সরকারি প্রাথমিক বিদ্যালয় কাম আশ্রয়কেন্দ্র",
        "40879071",
        "8",
        22_757_100,
        89_121_300,
    ),
    ("পোড়ার বাজার মাধ্যমিক বিদ্যালয়", "40879071", "8", 22_764_900, 89_113_800),
    ("নগরঘাটা ইউনিয়ন পরিষদ ভবন", "40879071", "5", 22_751_200, 89_128_000),
    ("ধানদিয়া ঘূর্ণিঝড় আশ্রয়কেন্দ্র", "40879011", "3", 22_802_400, 89_118_700),
    ("কৃষ্ণনগর দাখিল মাদ্রাসা", "40879011", "4", 22_809_800, 89_126_500),
    ("সরুলিয়া বহুমুখী আশ্রয়কেন্দ্র", "40879079", "5", 22_788_000, 89_155_900),
    ("পাটকেলঘাটা কলেজ ভবন", "40879079", "6", 22_781_300, 89_162_200),
];

/// Invents seven shelters near the surveyed wards; one cannot be used, one lacks its capacity.
pub fn shelters(dice: &mut Dice, block: &mut IdentifierBlock) -> Vec<Shelter> {
    SHELTERS
        .into_iter()
        .enumerate()
        .map(|(position, (name_bn, union_code, ward_no, latitude, longitude))| {
            let capacity = dice.between(5, 20) * 50;
            let is_purpose_built = name_bn.contains("আশ্রয়কেন্দ্র");
            let mut yes = |per_mille: usize| Some(dice.chance(per_mille));
            let has = [
                yes(if is_purpose_built { 900 } else { 300 }),
                yes(500),
                yes(850),
                yes(900),
                yes(350),
                yes(700),
            ];
            Shelter {
                shelter_id: format!("TALA-S{:02}", position + 1),
                name_bn,
                union_code,
                ward_no,
                latitude,
                longitude,
                capacity_persons: Some(capacity).filter(|_| position != 4),
                floor_m2: Some(capacity * 520),
                has,
                keeper_mobile: Some(block.mobile()).filter(|_| position != 6),
                is_usable: position != 2,
                written: WrittenCells::new(),
            }
        })
        .collect()
}
