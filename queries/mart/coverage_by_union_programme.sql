--! summary.en = "Eligible people and whether they are on the list, one row per union, programme of which there is a list, and sex."
--! summary.bn = "যোগ্য ব্যক্তি এবং তাঁরা তালিকায় আছেন কি না: ইউনিয়ন, যে কর্মসূচির তালিকা আছে সেই কর্মসূচি ও লিঙ্গ অনুযায়ী।"
--! grain = ["union_code", "programme_code", "sex"]
--! owner = "planning"
--! column.union_code = { bn = "ইউনিয়ন কোড", en = "BBS code of the union; 'unknown' where no record says" }
--! column.programme_code = { bn = "কর্মসূচির কোড", en = "Programme" }
--! column.sex = { bn = "লিঙ্গ", en = "Sex" }
--! column.eligible_count = { unit = "persons", bn = "যোগ্য", en = "Eligible" }
--! column.covered_count = { unit = "persons", bn = "যোগ্য ও আওতাভুক্ত", en = "Eligible and on the list" }
--! column.missing_count = { unit = "persons", bn = "যোগ্য কিন্তু বাদ পড়া", en = "Eligible and not on the list" }
--! column.cannot_tell_count = { unit = "persons", bn = "নির্ণয় করা যায়নি", en = "Cannot tell" }
--! column.cannot_tell_covered_count = { unit = "persons", bn = "নির্ণয় করা যায়নি, তালিকায় আছেন", en = "Cannot tell, on the list" }
--! column.cannot_tell_not_covered_count = { unit = "persons", bn = "নির্ণয় করা যায়নি, তালিকায় নেই", en = "Cannot tell, not on the list" }
--! column.is_surveyed = { bn = "ইউনিয়নের কেউ নিবন্ধনে আছেন কি না", en = "Whether anybody of the union is in the register" }
--! column.listed_count = { unit = "persons", bn = "তালিকাভুক্ত মোট", en = "On the list" }
--! column.listed_not_eligible_count = { unit = "persons", bn = "তালিকাভুক্ত কিন্তু অযোগ্য", en = "On the list but not eligible" }
--! column.listed_not_in_register_count = { unit = "persons", bn = "তালিকাভুক্ত কিন্তু নিবন্ধনে নেই", en = "On the list but not in the register" }
--! check = ["eligible_count = covered_count + missing_count", "missing_count >= 0"]
--! release.counts = ["eligible_count", "covered_count", "missing_count", "cannot_tell_count", "listed_not_eligible_count", "listed_not_in_register_count"]
--! release.only = { eligible_count = "is_surveyed", covered_count = "is_surveyed", missing_count = "is_surveyed", cannot_tell_count = "is_surveyed", listed_not_eligible_count = "is_surveyed" }
--! release.minimum = 10
--! release.rows = "union_code <> 'unknown' or eligible_count + cannot_tell_count + listed_count > 0"
--! release.equation = ["eligible_count = covered_count + missing_count"]
--! release.total = { sex = "all", union_code = "all" }
--! release.same_as.coverage_by_area.key = { area_code = "union_code", programme_code = "programme_code", group_code = "sex" }
--! release.same_as.coverage_by_area.value = { union_code = { all = "BD" } }
--! release.sensitive.programme_code = ["ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "TEA", "TEE"]
--! release.merge.sex = { male = "male_and_other", hijra = "male_and_other", unknown = "male_and_other" }
with
list as (select * from stage.beneficiary),
person as (select * from mart.eligible_person),
benefit as (select * from mart.person_benefit),
-- Of a programme of which the run holds no list nobody knows who is left out.
programme as (select distinct programme_code from list),
surveyed as (select distinct coalesce(union_code, 'unknown') as union_code from person),
eligible as (
  select person.*
  from person
  inner join programme on person.programme_code = programme.programme_code
),
answered as (
  select
    coalesce(union_code, 'unknown') as union_code,
    programme_code,
    coalesce(sex, 'unknown') as sex,
    count(*) filter (where result = 'yes') as eligible_count,
    count(*) filter (where result = 'yes' and is_covered) as covered_count,
    count(*) filter (where result = 'cannot_tell') as cannot_tell_count,
    count(*) filter (where result = 'cannot_tell' and is_covered) as cannot_tell_covered_count,
    count(*) filter (where result = 'no' and is_covered) as listed_not_eligible_count,
    cast(0 as bigint) as listed_not_in_register_count
  from eligible
  group by 1, 2, 3
),
unmatched as (
  select
    coalesce(list_union_code, 'unknown') as union_code,
    programme_code,
    coalesce(list_sex, 'unknown') as sex,
    cast(0 as bigint) as eligible_count,
    cast(0 as bigint) as covered_count,
    cast(0 as bigint) as cannot_tell_count,
    cast(0 as bigint) as cannot_tell_covered_count,
    cast(0 as bigint) as listed_not_eligible_count,
    count(*) as listed_not_in_register_count
  from benefit
  where not is_in_register
  group by 1, 2, 3
),
-- Every union shows every programme for women and men, a zero included.
place as (
  select distinct union_code from answered
  union
  select distinct union_code from unmatched
),
frame as (
  select
    place.union_code,
    programme.programme_code,
    sex.sex,
    cast(0 as bigint) as eligible_count,
    cast(0 as bigint) as covered_count,
    cast(0 as bigint) as cannot_tell_count,
    cast(0 as bigint) as cannot_tell_covered_count,
    cast(0 as bigint) as listed_not_eligible_count,
    cast(0 as bigint) as listed_not_in_register_count
  from place
  cross join programme
  cross join (values ('female'), ('male')) as sex (sex)
),
counted as (
  select * from answered
  union all
  select * from unmatched
  union all
  select * from frame
),
summed as (
  select
    union_code,
    programme_code,
    sex,
    sum(eligible_count) as eligible_count,
    sum(covered_count) as covered_count,
    sum(cannot_tell_count) as cannot_tell_count,
    sum(cannot_tell_covered_count) as cannot_tell_covered_count,
    sum(listed_not_eligible_count) as listed_not_eligible_count,
    sum(listed_not_in_register_count) as listed_not_in_register_count
  from counted
  group by union_code, programme_code, sex
)
select
  summed.union_code,
  summed.programme_code,
  summed.sex,
  surveyed.union_code is not null as is_surveyed,
  summed.eligible_count,
  summed.covered_count,
  summed.eligible_count - summed.covered_count as missing_count,
  summed.cannot_tell_count,
  summed.cannot_tell_covered_count,
  summed.cannot_tell_count - summed.cannot_tell_covered_count as cannot_tell_not_covered_count,
  summed.covered_count + summed.cannot_tell_covered_count + summed.listed_not_eligible_count
    + summed.listed_not_in_register_count as listed_count,
  summed.listed_not_eligible_count,
  summed.listed_not_in_register_count
from summed
left join surveyed on summed.union_code = surveyed.union_code
where
  summed.sex in ('female', 'male')
  or summed.eligible_count + summed.cannot_tell_count + summed.listed_not_eligible_count
    + summed.listed_not_in_register_count > 0
order by summed.union_code, summed.programme_code, summed.sex
