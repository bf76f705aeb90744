--! summary.en = "Register persons who lack an answer for a programme, or have two: nobody may fall out between the layers."
--! summary.bn = "যে নিবন্ধিত ব্যক্তির কোনো কর্মসূচির ফল নেই বা একাধিক আছে: স্তর থেকে স্তরে কেউ যেন বাদ না পড়েন।"
--! owner = "programme"
with
person as (select distinct person_id from entity.entity_person where is_in_register),
programme as (select programme_code from reference.programme),
answer as (select person_id, programme_code, count(*) as answers from mart.eligible_person group by 1, 2)
select person.person_id, programme.programme_code
from person
cross join programme
left join answer
  on person.person_id = answer.person_id and programme.programme_code = answer.programme_code
where coalesce(answer.answers, 0) <> 1
