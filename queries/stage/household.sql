--! summary.en = "One row per household of the newest register of each office; a household that only its members mention is kept, marked."
--! summary.bn = "প্রতিটি কার্যালয়ের সর্বশেষ নিবন্ধনের প্রতি খানায় একটি সারি; শুধু সদস্যদের তথ্যে উল্লিখিত খানাও চিহ্নিত করে রাখা হয়েছে।"
--! grain = ["sending_office", "household_id"]
--! owner = "register"
--! person_level = true
--! column.village_name = { class = "indirect", bn = "গ্রামের নাম", en = "Village" }
--! column.has_mobile = { bn = "খানার মোবাইল নম্বর আছে কি না", en = "Whether the household gave a mobile number" }
with
registered as (select * from raw.census_household),
mentioned as (select distinct sending_office, household_id from raw.census_person)
select
  coalesce(registered.sending_office, mentioned.sending_office) as sending_office,
  coalesce(registered.household_id, mentioned.household_id) as household_id,
  registered.household_id is not null as is_in_register,
  registered.union_code,
  registered.ward_no,
  registered.village_name,
  registered.latitude,
  registered.longitude,
  registered.head_person_id,
  registered.settlement_type,
  registered.house_type,
  registered.homestead_decimal,
  registered.land_decimal,
  registered.monthly_income_taka,
  registered.embankment_side,
  registered.ground_above_surge_m,
  registered.tidal_river_distance_m,
  registered.sea_distance_m,
  registered.shelter_distance_m,
  registered.surge_damage_count,
  registered.has_radio,
  registered.mobile is not null as has_mobile,
  registered.surveyed_on
from registered
full outer join mentioned
  on registered.sending_office = mentioned.sending_office and registered.household_id = mentioned.household_id
order by sending_office, household_id
