--! summary.en = "Every household of the register in the order in which a hazard asks for help, one row per hazard and household; restricted."
--! summary.bn = "দুর্যোগে অগ্রাধিকারের ক্রমে নিবন্ধনের প্রতি খানা; সীমিত ব্যবহারের জন্য।"
--! grain = ["hazard_code", "sending_office", "household_id"]
--! owner = "disaster"
--! person_level = true
--! column.score = { unit = "0-10", bn = "অগ্রাধিকার মান", en = "Cube root of exposure x vulnerability x coping" }
--! column.exposure = { unit = "0-10", bn = "আপদ-সম্মুখীনতা", en = "Exposure" }
--! column.vulnerability = { class = "sensitive", unit = "0-10", bn = "বিপদাপন্নতা", en = "Vulnerability" }
--! column.coping = { unit = "0-10", bn = "সক্ষমতার ঘাটতি", en = "Lack of coping" }
--! column.reason_factors = { class = "sensitive", bn = "কারণ", en = "Factors that hold, by name" }
--! column.unknown_factors = { bn = "অজানা তথ্য", en = "Factors whose facts are unknown; they count no points" }
--! column.priority_rank = { bn = "ওয়ার্ডে ক্রম", en = "Rank within the ward" }
--! column.disabled_count = { class = "sensitive", unit = "persons", bn = "প্রতিবন্ধী সদস্য", en = "Members with a disability" }
--! column.pregnant_count = { class = "sensitive", unit = "persons", bn = "গর্ভবতী সদস্য", en = "Pregnant members" }
--! check = ["exposure between 0 and 10", "vulnerability between 0 and 10", "coping between 0 and 10"]
with
score as (select * from mart.hazard_score),
household as (select * from mart.household_profile)
select
  score.hazard_code,
  score.sending_office,
  score.household_id,
  household.union_code,
  household.ward_no,
  household.village_name,
  household.house_type,
  household.shelter_distance_m,
  household.member_count,
  household.disabled_count,
  household.pregnant_count,
  household.under_five_count,
  household.oldest_age_minimum,
  score.exposure,
  score.vulnerability,
  score.coping,
  score.priority_product,
  score.score,
  score.reason_factors,
  score.unknown_factors,
  score.unknown_factor_count,
  row_number() over (
    partition by score.hazard_code, household.union_code, household.ward_no
    order by
      score.priority_product desc,
      score.exposure desc,
      household.disabled_count desc,
      household.oldest_age_minimum desc nulls last,
      household.pregnant_count desc,
      household.under_five_count desc,
      score.household_id,
      score.sending_office
  ) as priority_rank
from score
inner join household
  on score.sending_office = household.sending_office and score.household_id = household.household_id
order by score.hazard_code, household.union_code, household.ward_no, priority_rank, score.sending_office, score.household_id
