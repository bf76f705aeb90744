--! summary.en = "One row per person and programme of which there is a list: eligible and covered or not, by the rules of today and of the day of enrolment, with the groups that the person belongs to; people whom only a list knows are there too."
--! summary.bn = "যে কর্মসূচির তালিকা আছে তার প্রতি ব্যক্তির একটি সারি: আজকের ও তালিকাভুক্তির দিনের নিয়মে যোগ্য কি না, আওতাভুক্ত কি না এবং ব্যক্তি কোন কোন শ্রেণির; শুধু তালিকায় থাকা ব্যক্তিসহ।"
--! grain = ["person_id", "programme_code"]
--! owner = "planning"
--! person_level = true
--! column.standing = { bn = "অবস্থা: A যোগ্য, তালিকায় নেই; B যোগ্য, তালিকায় আছেন; C নির্ণয় করা যায়নি, তালিকায় নেই; D নির্ণয় করা যায়নি, তালিকায় আছেন; E অযোগ্য, তালিকায় আছেন; F তালিকায় আছেন, নিবন্ধনে নেই; N অযোগ্য, তালিকায় নেই", en = "A eligible, not covered; B eligible, covered; C cannot tell, not covered; D cannot tell, covered; E not eligible, covered; F listed, not in the register; N not eligible, not covered" }
--! column.result_at_enrolment = { bn = "তালিকাভুক্তির দিনের নিয়মে ফল", en = "The answer by the rules of the day of enrolment; null for who is not covered" }
--! column.age_group = { bn = "বয়স-শ্রেণি", en = "Age band at the as-of date; age_unknown where the birth date does not decide" }
--! column.disability_group = { class = "sensitive", bn = "প্রতিবন্ধিতা", en = "disabled, not_disabled or disability_unknown" }
--! column.community_group = { class = "sensitive", bn = "জনগোষ্ঠী", en = "Special community, community_none or community_unknown" }
--! check = ["(standing in ('B', 'D', 'E')) = (result_at_enrolment is not null)"]
with
answer as (select * from mart.programme_result),
at_enrolment as (select person_id, programme_code, result from mart.programme_result_at_enrolment),
benefit as (select * from mart.person_benefit),
-- Of a programme of which the run holds no list nobody knows who is left out.
programme as (select distinct programme_code from stage.beneficiary),
grouped as (select * from mart.person_group),
registered as (
  select
    answer.person_id,
    answer.programme_code,
    grouped.place_code,
    case
      when answer.result = 'yes' and benefit.person_id is null then 'A'
      when answer.result = 'yes' then 'B'
      when answer.result = 'cannot_tell' and benefit.person_id is null then 'C'
      when answer.result = 'cannot_tell' then 'D'
      when benefit.person_id is not null then 'E'
      else 'N'
    end as standing,
    at_enrolment.result as result_at_enrolment,
    answer.tier,
    grouped.sex_group,
    grouped.age_group,
    grouped.disability_group,
    grouped.community_group
  from answer
  inner join programme on answer.programme_code = programme.programme_code
  inner join grouped on answer.person_id = grouped.person_id
  left join benefit on answer.person_id = benefit.person_id and answer.programme_code = benefit.programme_code
  left join at_enrolment
    on answer.person_id = at_enrolment.person_id and answer.programme_code = at_enrolment.programme_code
),
unmatched as (
  select
    person_id,
    programme_code,
    coalesce(list_place_code, 'unknown') as place_code,
    'F' as standing,
    cast(null as varchar) as result_at_enrolment,
    cast(null as varchar) as tier,
    coalesce(list_sex, 'sex_unknown') as sex_group,
    'age_unknown' as age_group,
    'disability_unknown' as disability_group,
    'community_unknown' as community_group
  from benefit
  where not is_in_register
),
everybody as (
  select * from registered
  union all
  select * from unmatched
)
select
  everybody.person_id,
  everybody.programme_code,
  everybody.place_code,
  everybody.standing,
  everybody.result_at_enrolment,
  everybody.tier,
  everybody.sex_group,
  everybody.age_group,
  everybody.disability_group,
  everybody.community_group
from everybody
order by everybody.person_id, everybody.programme_code
