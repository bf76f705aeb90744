--! summary.en = "Who holds two programmes at once, one row per area of every level and pair of programmes of which there are lists: persons, households, and what the rules say of the pair."
--! summary.bn = "কারা একসঙ্গে দুই কর্মসূচির সুবিধা পান: প্রতি স্তরের এলাকা ও তালিকা আছে এমন প্রতি জোড়া কর্মসূচি অনুযায়ী ব্যক্তি, খানা এবং নিয়মের অবস্থান।"
--! grain = ["area_code", "programme_code", "other_code"]
--! owner = "planning"
--! column.area_code = { bn = "এলাকার কোড", en = "Area: a ward is written union-ward; 'unknown' where no record says" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.programme_code = { bn = "কর্মসূচির কোড", en = "Programme, the first of the pair by its code" }
--! column.other_code = { bn = "অন্য কর্মসূচির কোড", en = "The other programme" }
--! column.severity = { bn = "নিয়ম: forbidden নিষিদ্ধ, warned সতর্কতা, allowed অনুমোদিত, not_stated বলা নেই", en = "forbidden, warned, allowed, or not_stated where no source says" }
--! column.person_count = { unit = "persons", bn = "দুই কর্মসূচিতে থাকা ব্যক্তি", en = "Persons on both lists, those whom only lists know included" }
--! column.household_count = { unit = "households", bn = "দুই কর্মসূচিতে থাকা খানা", en = "Households of the register with living members on both lists, the same person or two" }
--! formula.person_count = { bn = "যে ব্যক্তি দুই তালিকাতেই সক্রিয়", en = "persons who are active on both lists" }
--! formula.household_count = { bn = "যে খানার সদস্যরা মিলে দুই তালিকাতেই আছেন", en = "households whose members together are on both lists" }
--! release.counts = ["person_count", "household_count"]
--! release.minimum = 10
--! release.rows = "area_level <> 'ward'"
--! release.plain = ["area_level", "parent_code", "severity"]
--! release.tree.area_code = "parent_code"
--! release.sensitive.programme_code = ["ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "TEA", "TEE"]
--! release.sensitive.other_code = ["ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "TEA", "TEE"]
with
place as (select * from mart.area_ancestor),
benefit as (select * from mart.person_benefit),
register as (select person_id, union_code, ward_no from mart.person_profile),
receiving as (
  select sending_office, household_id, programme_code, place_code
  from mart.household_benefit
  where is_receiving and programme_code <> 'any'
),
programme as (select distinct programme_code from stage.beneficiary),
listed as (
  select
    benefit.person_id,
    benefit.programme_code,
    case
      when benefit.is_in_register and register.union_code is not null
        then concat(register.union_code, '-', coalesce(register.ward_no, 'unknown'))
      when benefit.is_in_register then 'unknown'
      else coalesce(benefit.list_place_code, 'unknown')
    end as place_code
  from benefit
  left join register on benefit.person_id = register.person_id
),
person_pair as (
  select one.programme_code, other.programme_code as other_code, one.place_code, count(*) as person_count
  from listed as one
  inner join listed as other on one.person_id = other.person_id and one.programme_code < other.programme_code
  group by one.programme_code, other.programme_code, one.place_code
),
household_pair as (
  select one.programme_code, other.programme_code as other_code, one.place_code, count(*) as household_count
  from receiving as one
  inner join receiving as other
    on one.sending_office = other.sending_office and one.household_id = other.household_id
    and one.programme_code < other.programme_code
  group by one.programme_code, other.programme_code, one.place_code
),
area as (
  select distinct place.area_code, place.area_level, place.parent_code
  from place
  inner join (
    select place_code from listed
    union
    select place_code from mart.household_benefit
  ) as used on place.place_code = used.place_code
),
counted as (
  select place.area_code, pair.programme_code, pair.other_code, pair.person_count, 0 as household_count
  from person_pair as pair
  inner join place on pair.place_code = place.place_code
  union all
  select place.area_code, pair.programme_code, pair.other_code, 0 as person_count, pair.household_count
  from household_pair as pair
  inner join place on pair.place_code = place.place_code
  union all
  select area.area_code, one.programme_code, other.programme_code as other_code, 0 as person_count, 0 as household_count
  from area
  cross join programme as one
  inner join programme as other on one.programme_code < other.programme_code
),
summed as (
  select
    area_code,
    programme_code,
    other_code,
    sum(person_count) as person_count,
    sum(household_count) as household_count
  from counted
  group by area_code, programme_code, other_code
),
exclusion as (select programme_code, other_code, severity from reference.programme_exclusion)
select
  summed.area_code,
  area.area_level,
  area.parent_code,
  summed.programme_code,
  summed.other_code,
  coalesce(exclusion.severity, 'not_stated') as severity,
  summed.person_count,
  summed.household_count
from summed
inner join area on summed.area_code = area.area_code
left join exclusion
  on summed.programme_code = exclusion.programme_code and summed.other_code = exclusion.other_code
order by summed.area_code, summed.programme_code, summed.other_code
