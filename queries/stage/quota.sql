--! summary.en = "One row per area and programme: how many beneficiaries the area is allotted in the fiscal year of the run."
--! summary.bn = "প্রতি এলাকা ও কর্মসূচির একটি সারি: চলতি অর্থবছরে কতজন ভাতাভোগী বরাদ্দ।"
--! grain = ["sending_office", "area_code", "programme_code"]
--! owner = "planning"
--! column.quota_person_count = { unit = "persons", bn = "বরাদ্দ সংখ্যা", en = "Allotted beneficiaries" }
--! column.universal_since = { bn = "যে তারিখ থেকে সব যোগ্য ব্যক্তি পাওয়ার কথা", en = "Since when every eligible person is to be covered" }
with
quota as (select * from raw.quota)
select
  quota.sending_office,
  quota.period as fiscal_year,
  quota.area_code,
  quota.programme_code,
  quota.persons as quota_person_count,
  quota.universal_since
from quota
order by quota.sending_office, quota.area_code, quota.programme_code
