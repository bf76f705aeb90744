--! summary.en = "Households that a priority list lacks: nobody may fall off a list on the way."
--! summary.bn = "যে খানা অগ্রাধিকার তালিকায় নেই: পথে কেউ যেন তালিকা থেকে বাদ না পড়েন।"
--! owner = "disaster"
with
household as (select sending_office, household_id from stage.household),
hazard as (select distinct hazard_code from reference.hazard_factor),
priority as (select * from mart.disaster_priority)
select hazard.hazard_code, household.sending_office, household.household_id
from household
cross join hazard
left join priority
  on hazard.hazard_code = priority.hazard_code and household.sending_office = priority.sending_office
  and household.household_id = priority.household_id
where priority.household_id is null
