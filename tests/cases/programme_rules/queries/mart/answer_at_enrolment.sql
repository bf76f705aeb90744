--! summary.en = "One row per register person and programme whose list the person is on: the answer by the rules of the day of enrolment."
--! summary.bn = "তালিকাভুক্ত প্রতি ব্যক্তি ও কর্মসূচির একটি সারি: তালিকাভুক্তির দিনের নিয়মে ফল।"
--! grain = ["person_record_id", "programme_code"]
--! owner = "programme"
--! person_level = true
--! column.deciding_condition = { class = "sensitive", bn = "যে শর্তে নির্ধারিত", en = "The first condition that fails or is unknown" }
with
answer as (select * from mart.programme_result_at_enrolment),
person as (select * from mart.person_profile)
select
  person.person_record_id,
  answer.programme_code,
  answer.enrolment_fiscal_year,
  answer.result,
  answer.deciding_condition
from answer
inner join person on answer.person_id = person.person_id
order by person.person_record_id, answer.programme_code
