--! summary.en = "Register persons whose household has no record of its own; they stay on every list, under an unknown place."
--! summary.bn = "যে ব্যক্তিদের খানার নিজস্ব তথ্য নিবন্ধনে নেই; তাঁরা অজানা স্থানের অধীনে সব তালিকায় থাকেন।"
--! owner = "register"
--! severity = "warn"
with
person as (select * from stage.person),
household as (select * from stage.household where not is_in_register)
select person.sending_office, person.person_record_id
from person
inner join household
  on person.sending_office = household.sending_office and person.household_id = household.household_id
