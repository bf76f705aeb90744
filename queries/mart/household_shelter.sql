--! summary.en = "The nearest usable shelter of each household whose place is known, in a straight line, among the shelters of its upazila."
--! summary.bn = "যে খানার অবস্থান জানা, তার উপজেলার ব্যবহারযোগ্য আশ্রয়কেন্দ্রগুলোর মধ্যে সরলরেখায় নিকটতমটি।"
--! grain = ["sending_office", "household_id"]
--! owner = "disaster"
--! person_level = true
--! column.shelter_name = { bn = "আশ্রয়কেন্দ্র", en = "Shelter" }
--! column.measured_distance_m = { unit = "m", bn = "সরলরেখায় দূরত্ব", en = "Distance in a straight line, to ten metres" }
--! check = ["measured_distance_m >= 0"]
with
household as (select * from stage.household where latitude is not null and longitude is not null),
shelter as (select * from stage.shelter where is_usable and latitude is not null and longitude is not null),
area as (select area_code, area_level, parent_code from reference.area),
upazila as (
  select
    area.area_code,
    case when above.area_level in ('upazila', 'city_corporation') then above.area_code else above.parent_code end
      as upazila_code
  from area inner join area as above on area.parent_code = above.area_code
  where area.area_level not in ('country', 'division', 'district', 'upazila')
),
placed_household as (
  select
    household.sending_office,
    household.household_id,
    upazila.upazila_code,
    radians(cast(household.latitude as double)) as latitude,
    radians(cast(household.longitude as double)) as longitude
  from household inner join upazila on household.union_code = upazila.area_code
),
placed_shelter as (
  select
    shelter.sending_office as shelter_office,
    shelter.shelter_id,
    shelter.name_bn as shelter_name,
    upazila.upazila_code,
    radians(cast(shelter.latitude as double)) as latitude,
    radians(cast(shelter.longitude as double)) as longitude
  from shelter inner join upazila on shelter.union_code = upazila.area_code
),
-- Great-circle distance on a sphere of 6,371 km.
measured as (
  select
    placed_household.sending_office,
    placed_household.household_id,
    placed_shelter.shelter_office,
    placed_shelter.shelter_id,
    placed_shelter.shelter_name,
    cast(round(
      1274200 * asin(least(1.0, sqrt(
        power(sin((placed_shelter.latitude - placed_household.latitude) / 2), 2)
        + cos(placed_household.latitude) * cos(placed_shelter.latitude)
        * power(sin((placed_shelter.longitude - placed_household.longitude) / 2), 2)
      )))
    ) as bigint) * 10 as measured_distance_m
  from placed_household
  inner join placed_shelter on placed_household.upazila_code = placed_shelter.upazila_code
),
ranked as (
  select
    measured.*,
    row_number() over (
      partition by sending_office, household_id
      order by measured_distance_m, shelter_id, shelter_office
    ) as nearness
  from measured
)
select
  ranked.sending_office,
  ranked.household_id,
  ranked.shelter_office,
  ranked.shelter_id,
  ranked.shelter_name,
  ranked.measured_distance_m
from ranked
where ranked.nearness = 1
order by ranked.sending_office, ranked.household_id
