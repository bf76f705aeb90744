--! summary.en = "One row per person of the register: the answer of the programme as it is and as it would be, and what either would pay in a year."
--! summary.bn = "প্রতি নিবন্ধিত ব্যক্তির একটি সারি: বর্তমান ও প্রস্তাবিত কর্মসূচির ফল এবং বছরে প্রাপ্য টাকা।"
--! grain = ["person_id"]
--! owner = "planning"
--! person_level = true
--! column.result_today = { bn = "বর্তমান নিয়মে ফল", en = "yes, no or cannot_tell as the programme is; no where there is no such programme yet" }
--! column.result_simulated = { bn = "প্রস্তাবিত নিয়মে ফল", en = "yes, no or cannot_tell as the programme would be" }
--! column.is_listed = { bn = "এই কর্মসূচির তালিকায় আছেন কি না", en = "On the list of the programme" }
--! column.overlap = { bn = "অন্য কর্মসূচির সঙ্গে বিরোধ: forbidden, warned বা none", en = "Whether the person is on the list of a programme that this one forbids or warns of" }
--! column.today_taka = { unit = "taka", bn = "বর্তমান হারে বছরে", en = "A year of the monthly rate as it is" }
--! column.simulated_taka = { unit = "taka", bn = "প্রস্তাবিত হারে বছরে", en = "A year of the monthly rate as it would be" }
with
fiscal_year as (select this_year, next_year from mart.rate_fiscal_year),
person as (select * from mart.person_group),
today as (select person_id, result, tier from mart.programme_result where programme_code = $programme),
simulated as (select person_id, result, tier from simulation.programme_result),
benefit as (select person_id, programme_code from mart.person_benefit where is_in_register),
exclusion as (select other_code, severity from simulation.programme_exclusion where programme_code = $programme),
held as (
  select
    benefit.person_id,
    case
      when bool_or(exclusion.severity = 'forbidden') then 'forbidden'
      when bool_or(exclusion.severity = 'warned') then 'warned'
    end as overlap
  from benefit
  inner join exclusion on benefit.programme_code = exclusion.other_code
  group by benefit.person_id
),
rate as (
  select 'today' as scenario, fiscal_year, tier, monthly_taka
  from reference.programme_rate
  where programme_code = $programme and unit = 'taka' and basis = 'month'
  union all
  select 'simulated' as scenario, fiscal_year, tier, monthly_taka
  from simulation.programme_rate
  where programme_code = $programme and unit = 'taka' and basis = 'month'
),
rate_year as (
  select rate.scenario, max(rate.fiscal_year) as fiscal_year
  from rate
  cross join fiscal_year
  where rate.fiscal_year in (fiscal_year.this_year, fiscal_year.next_year)
  group by rate.scenario
),
next_rate as (
  select rate.scenario, rate.tier, rate.monthly_taka
  from rate
  inner join rate_year on rate.scenario = rate_year.scenario and rate.fiscal_year = rate_year.fiscal_year
),
lowest_rate as (select scenario, min(monthly_taka) as monthly_taka from next_rate group by scenario),
today_rate as (select tier, monthly_taka from next_rate where scenario = 'today'),
simulated_rate as (select tier, monthly_taka from next_rate where scenario = 'simulated'),
lowest as (
  select
    max(monthly_taka) filter (where scenario = 'today') as today_taka,
    max(monthly_taka) filter (where scenario = 'simulated') as simulated_taka
  from lowest_rate
)
select
  person.person_id,
  person.place_code,
  person.sex_group,
  person.age_group,
  coalesce(today.result, 'no') as result_today,
  simulated.result as result_simulated,
  listed.person_id is not null as is_listed,
  coalesce(held.overlap, 'none') as overlap,
  coalesce(today_rate.monthly_taka, lowest.today_taka) * 12 as today_taka,
  coalesce(simulated_rate.monthly_taka, lowest.simulated_taka) * 12 as simulated_taka
from person
inner join simulated on person.person_id = simulated.person_id
cross join lowest
left join today on person.person_id = today.person_id
left join benefit as listed on person.person_id = listed.person_id and listed.programme_code = $programme
left join held on person.person_id = held.person_id
left join today_rate on today.tier = today_rate.tier
left join simulated_rate on simulated.tier = simulated_rate.tier
order by person.person_id
