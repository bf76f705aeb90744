--! summary.en = "One row per household of the register: the facts that a hazard's factors ask for; null is unknown."
--! summary.bn = "নিবন্ধনের প্রতি খানার একটি সারি: দুর্যোগ-অগ্রাধিকার নির্ণয়ের তথ্য; শূন্যঘর মানে অজানা।"
--! grain = ["sending_office", "household_id"]
--! owner = "disaster"
--! person_level = true
--! column.member_count = { unit = "persons", bn = "জীবিত সদস্য", en = "Living members" }
--! column.able_adult_count_minimum = { unit = "persons", bn = "সক্ষম প্রাপ্তবয়স্ক, অন্তত", en = "Members of 18-59 without severe disability, at least" }
--! column.able_adult_count_maximum = { unit = "persons", bn = "সক্ষম প্রাপ্তবয়স্ক, সর্বোচ্চ", en = "The same, counting unknown ages and disabilities as able" }
--! column.disabled_count = { class = "sensitive", unit = "persons", bn = "প্রতিবন্ধী সদস্য", en = "Members with a disability" }
--! column.pregnant_count = { class = "sensitive", unit = "persons", bn = "গর্ভবতী সদস্য", en = "Pregnant members" }
with
household as (select * from stage.household),
member as (select * from mart.member_profile),
register as (select * from stage.person),
counted as (
  select
    sending_office,
    household_id,
    count(*) as member_count,
    count(*) filter (
      where age_minimum >= 18 and age_maximum <= 59 and not is_severely_disabled
    ) as able_adult_count_minimum,
    count(*) filter (
      where coalesce(age_maximum, 200) >= 18 and coalesce(age_minimum, 0) <= 59 and is_severely_disabled is not true
    ) as able_adult_count_maximum,
    count(*) filter (where sex = 'male' and age_minimum >= 18) as adult_man_count_minimum,
    count(*) filter (
      where coalesce(sex = 'male', true) and coalesce(age_maximum, 200) >= 18
    ) as adult_man_count_maximum,
    bool_or(has_mobile) as has_member_mobile,
    bool_or(is_covered) as has_any_benefit,
    max(age_minimum) as oldest_age_minimum,
    min(age_minimum) as youngest_age_minimum,
    min(age_maximum) as youngest_age_maximum,
    count(*) filter (where has_disability) as disabled_count,
    count(*) filter (where is_pregnant) as pregnant_count,
    count(*) filter (where age_maximum < 5) as under_five_count
  from member
  group by sending_office, household_id
),
named_head as (
  select household.sending_office, household.household_id, min(register.sex) as sex
  from household
  inner join register
    on household.sending_office = register.sending_office and household.head_person_id = register.person_record_id
  group by household.sending_office, household.household_id
),
told_head as (
  select sending_office, household_id, min(sex) as sex
  from register
  where relation_to_head = 'head' and is_alive
  group by sending_office, household_id
)
select
  household.sending_office,
  household.household_id,
  household.is_in_register,
  household.union_code,
  household.ward_no,
  household.village_name,
  household.settlement_type,
  household.house_type,
  household.embankment_side,
  household.sea_distance_m,
  household.tidal_river_distance_m,
  least(household.sea_distance_m, household.tidal_river_distance_m) as nearest_water_distance_m,
  household.ground_above_surge_m,
  household.surge_damage_count,
  household.shelter_distance_m,
  household.homestead_decimal + household.land_decimal as land_total_decimal,
  household.monthly_income_taka / nullif(counted.member_count, 0) as monthly_income_per_head_taka,
  household.has_radio,
  coalesce(household.has_mobile, false) or coalesce(counted.has_member_mobile, false) as has_mobile,
  coalesce(counted.member_count, 0) as member_count,
  coalesce(counted.able_adult_count_minimum, 0) as able_adult_count_minimum,
  coalesce(counted.able_adult_count_maximum, 0) as able_adult_count_maximum,
  coalesce(counted.adult_man_count_minimum, 0) as adult_man_count_minimum,
  coalesce(counted.adult_man_count_maximum, 0) as adult_man_count_maximum,
  coalesce(named_head.sex, told_head.sex) = 'female' as is_woman_headed,
  coalesce(counted.has_any_benefit, false) as has_any_benefit,
  case when counted.member_count = 1 then counted.youngest_age_minimum end as single_member_age_minimum,
  case when counted.member_count = 1 then counted.youngest_age_maximum end as single_member_age_maximum,
  counted.oldest_age_minimum,
  coalesce(counted.disabled_count, 0) as disabled_count,
  coalesce(counted.pregnant_count, 0) as pregnant_count,
  coalesce(counted.under_five_count, 0) as under_five_count
from household
left join counted
  on household.sending_office = counted.sending_office and household.household_id = counted.household_id
left join named_head
  on household.sending_office = named_head.sending_office and household.household_id = named_head.household_id
left join told_head
  on household.sending_office = told_head.sending_office and household.household_id = told_head.household_id
order by household.sending_office, household.household_id
