--! summary.en = "One row per register person and programme: eligible yes, no or cannot tell, the deciding condition, and whether the person is covered."
--! summary.bn = "প্রতি নিবন্ধিত ব্যক্তি ও কর্মসূচির একটি সারি: যোগ্য, অযোগ্য বা নির্ণয় করা যায়নি, কোন শর্তে, এবং আওতাভুক্ত কি না।"
--! grain = ["person_id", "programme_code"]
--! owner = "programme"
--! person_level = true
--! column.result = { bn = "যোগ্য (yes), অযোগ্য (no), নির্ণয় করা যায়নি (cannot_tell)", en = "yes, no or cannot_tell" }
--! column.deciding_condition = { class = "sensitive", bn = "যে শর্তে নির্ধারিত", en = "The first condition that fails or is unknown" }
--! column.missing_document = { bn = "যে কাগজ দরকার", en = "A paper still to bring; never changes the answer" }
--! check = ["result in ('yes', 'no', 'cannot_tell')", "(result = 'yes') = (deciding_condition is null)"]
with
answer as (select * from mart.programme_result),
profile as (select * from mart.person_profile),
benefit as (select * from mart.person_benefit)
select
  answer.person_id,
  answer.programme_code,
  profile.sending_office,
  profile.person_record_id,
  profile.union_code,
  profile.ward_no,
  profile.sex,
  answer.result,
  answer.deciding_condition,
  answer.deciding_kind,
  answer.missing_document,
  benefit.person_id is not null as is_covered
from answer
inner join profile on answer.person_id = profile.person_id
left join benefit on answer.person_id = benefit.person_id and answer.programme_code = benefit.programme_code
order by answer.person_id, answer.programme_code
