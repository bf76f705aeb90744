--! summary.en = "Every place of mart.place_area, and the unknown place, with each area in which it lies: what every count by area is summed over."
--! summary.bn = "প্রতিটি স্থান ও অজানা স্থান এবং যেসব এলাকার ভেতরে তা পড়ে: এলাকাভিত্তিক সব যোগফলের ভিত্তি।"
--! grain = ["place_code", "area_code"]
--! owner = "planning"
--! column.place_code = { bn = "স্থান: ইউনিয়ন কোড ও ওয়ার্ড; অজানা হলে unknown", en = "Union code and ward; 'unknown' where no record says" }
--! column.area_code = { bn = "এলাকার কোড", en = "Area in which the place lies; a ward is written union-ward" }
--! column.area_level = { bn = "এলাকার স্তর", en = "ward, union, paurashava, city_ward, upazila, city_corporation, district, division, country, or unknown" }
--! column.parent_code = { bn = "যে এলাকার অংশ", en = "Area of which it is a part; null for the country" }
--! column.is_wide = { bn = "উপজেলা বা তার ওপরের স্তর কি না", en = "Upazila or above: small groups of people are counted from there on" }
with
known as (select * from mart.place_area),
-- Who is of unknown place lives somewhere in what the run holds: below the smallest area that all of it lies in.
common as (
  select area_code, min(parent_code) as parent_code, min(area_level) as area_level, min(height) as height
  from known
  where height >= 2
  group by area_code
  having count(distinct place_code) = (select count(distinct place_code) from known)
  order by height, area_code
  limit 1
),
common_or_country as (
  select coalesce(min(area_code), 'BD') as area_code, coalesce(min(height), 5) as height from common
),
above as (
  select distinct known.area_code, known.area_level, known.parent_code
  from known
  cross join common_or_country
  where
    known.height > common_or_country.height
    or known.area_code = common_or_country.area_code
),
unknown as (
  select
    'unknown' as place_code,
    'unknown' as area_code,
    'unknown' as area_level,
    area_code as parent_code,
    height > 2 as is_wide
  from common_or_country
  union all
  select 'unknown' as place_code, area_code, area_level, parent_code, true as is_wide
  from above
  union all
  select
    'unknown' as place_code,
    'BD' as area_code,
    'country' as area_level,
    cast(null as varchar) as parent_code,
    true as is_wide
  where not exists (select 1 from mart.place_area)
),
every_step as (
  select place_code, area_code, area_level, parent_code, height >= 2 as is_wide from known
  union all
  select place_code, area_code, area_level, parent_code, is_wide from unknown
)
select
  every_step.place_code,
  every_step.area_code,
  every_step.area_level,
  every_step.parent_code,
  every_step.is_wide
from every_step
order by every_step.place_code, every_step.area_code
