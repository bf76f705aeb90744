--! summary.en = "One row per office, fiscal year, programme, economic code and instalment: demand, allocation, release and spending."
--! summary.bn = "প্রতি কার্যালয়, অর্থবছর, কর্মসূচি, অর্থনৈতিক কোড ও কিস্তির একটি সারি: চাহিদা, বরাদ্দ, ছাড় ও ব্যয়।"
--! grain = ["sending_office", "fiscal_year", "office_code", "programme_code", "economic_code", "instalment"]
--! owner = "budget"
--! column.economic_code = { bn = "অর্থনৈতিক কোড; পুরো কর্মসূচি হলে ফাঁকা", en = "Economic code; empty for the whole programme" }
--! column.instalment = { bn = "কিস্তি; পুরো বছর হলে ফাঁকা", en = "Instalment; empty for the whole year" }
--! column.allocation_taka = { unit = "taka", bn = "বরাদ্দ; সংশোধিত হলে সংশোধিত বরাদ্দ", en = "Allocation; the revised one where there is one" }
with
budget as (select * from raw.budget)
select
  budget.sending_office,
  budget.fiscal_year,
  budget.office_code,
  budget.programme_code,
  coalesce(budget.economic_code, '') as economic_code,
  coalesce(budget.instalment, '') as instalment,
  budget.demand_taka,
  coalesce(budget.revised_allocation_taka, budget.allocation_taka) as allocation_taka,
  budget.released_taka,
  budget.spent_taka
from budget
order by
  budget.sending_office,
  budget.fiscal_year,
  budget.office_code,
  budget.programme_code,
  economic_code,
  instalment
