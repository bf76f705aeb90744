--! summary.en = "One row per area: the newest published profile, with whether its age bands can be used."
--! summary.bn = "প্রতিটি এলাকার সর্বশেষ প্রকাশিত জনতাত্ত্বিক চিত্রের একটি সারি; বয়স-বিভাজন ব্যবহারযোগ্য কি না সহ।"
--! grain = ["area_code"]
--! owner = "planning"
--! column.are_ages_known = { bn = "বয়স-বিভাজন পূর্ণ এবং যোগফল ১০০ ± ১ কি না", en = "All age bands are given and sum to 100 ± 1 per cent" }
with
profile as (select * from raw.area_profile),
ranked as (
  select
    profile.*,
    row_number() over (
      partition by profile.area_code
      order by profile.period desc, profile.sending_office
    ) as newest
  from profile
),
summed as (
  select
    ranked.*,
    age_0_4_share + age_5_9_share + age_10_14_share + age_15_19_share + age_20_24_share + age_25_29_share
      + age_30_49_share + age_50_59_share + age_60_64_share + age_65_plus_share as age_share_sum
  from ranked
  where newest = 1
)
select
  summed.area_code,
  summed.sending_office,
  summed.period,
  summed.area_kind,
  summed.name_en,
  summed.households as household_count,
  summed.population as population_count,
  summed.age_60_64_share,
  summed.age_65_plus_share,
  summed.disabled_share,
  summed.age_share_sum,
  coalesce(summed.age_share_sum between 0.99 and 1.01, false) as are_ages_known
from summed
order by summed.area_code
