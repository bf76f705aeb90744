--! summary.en = "How many people agree in everything that coverage counts by, one row per programme, place, standing and group, with what they would be paid next year."
--! summary.bn = "আওতাভুক্তির হিসাবে সব দিক থেকে এক এমন ব্যক্তির সংখ্যা: কর্মসূচি, স্থান, অবস্থা ও শ্রেণি অনুযায়ী, এবং আগামী বছরে তাঁদের প্রাপ্য টাকা।"
--! grain = ["programme_code", "place_code", "standing", "enrolment_result", "sex_group", "age_group", "disability_group", "community_group"]
--! owner = "planning"
--! column.standing = { bn = "অবস্থা, mart.coverage_person-এর মতো", en = "A to F, as in mart.coverage_person" }
--! column.enrolment_result = { bn = "তালিকাভুক্তির দিনের নিয়মে ফল; তালিকায় না থাকলে ফাঁকা", en = "Answer by the rules of the day of enrolment; empty for who is not covered" }
--! column.disability_group = { class = "sensitive", bn = "প্রতিবন্ধিতা", en = "disabled, not_disabled or disability_unknown" }
--! column.community_group = { class = "sensitive", bn = "জনগোষ্ঠী", en = "Special community" }
--! column.person_count = { unit = "persons", bn = "ব্যক্তি", en = "Persons" }
--! column.yearly_taka = { unit = "taka", bn = "আগামী অর্থবছরের প্রাপ্য", en = "Monthly rate of next fiscal year times twelve, for all of them; null where no rate is known" }
--! column.rate_fiscal_year = { bn = "হারের অর্থবছর", en = "Fiscal year whose rates these are" }
--! column.rate_status = { bn = "হারের অবস্থা", en = "Whether these rates are paid, or announced only" }
with
fiscal_year as (select this_year, next_year from mart.rate_fiscal_year),
person as (select * from mart.coverage_person),
rate as (select * from reference.programme_rate where unit = 'taka' and basis = 'month'),
rate_year as (
  select
    rate.programme_code,
    max(rate.fiscal_year) as fiscal_year
  from rate
  cross join fiscal_year
  where rate.fiscal_year in (fiscal_year.this_year, fiscal_year.next_year)
  group by rate.programme_code
),
next_rate as (
  select rate.programme_code, rate.fiscal_year, rate.tier, rate.monthly_taka, rate.status
  from rate
  inner join rate_year on rate.programme_code = rate_year.programme_code and rate.fiscal_year = rate_year.fiscal_year
),
lowest_rate as (
  select
    programme_code,
    min(fiscal_year) as fiscal_year,
    min(monthly_taka) as monthly_taka,
    min(status) as status
  from next_rate
  group by programme_code
)
select
  person.programme_code,
  person.place_code,
  person.standing,
  coalesce(person.result_at_enrolment, '') as enrolment_result,
  person.sex_group,
  person.age_group,
  person.disability_group,
  person.community_group,
  count(*) as person_count,
  sum(coalesce(next_rate.monthly_taka, lowest_rate.monthly_taka) * 12) as yearly_taka,
  min(lowest_rate.fiscal_year) as rate_fiscal_year,
  min(lowest_rate.status) as rate_status
from person
left join next_rate on person.programme_code = next_rate.programme_code and person.tier = next_rate.tier
left join lowest_rate on person.programme_code = lowest_rate.programme_code
where person.standing <> 'N'
group by
  person.programme_code,
  person.place_code,
  person.standing,
  coalesce(person.result_at_enrolment, ''),
  person.sex_group,
  person.age_group,
  person.disability_group,
  person.community_group
order by
  person.programme_code,
  person.place_code,
  person.standing,
  enrolment_result,
  person.sex_group,
  person.age_group,
  person.disability_group,
  person.community_group
