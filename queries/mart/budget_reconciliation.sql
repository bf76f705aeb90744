--! summary.en = "Money asked for, allocated, released and spent beside what was paid, one row per fiscal year and programme."
--! summary.bn = "চাহিদা, বরাদ্দ, ছাড় ও ব্যয়ের পাশে প্রকৃত পরিশোধ: অর্থবছর ও কর্মসূচি অনুযায়ী।"
--! grain = ["fiscal_year", "programme_code"]
--! owner = "budget"
--! column.demand_taka = { unit = "taka", bn = "চাহিদা", en = "Demand of all offices" }
--! column.allocation_taka = { unit = "taka", bn = "বরাদ্দ (সংশোধিত হলে সংশোধিত)", en = "Allocation, the revised one where there is one" }
--! column.released_taka = { unit = "taka", bn = "ছাড়", en = "Released" }
--! column.spent_taka = { unit = "taka", bn = "ব্যয়", en = "Spent, as the offices say" }
--! column.settled_count = { unit = "payments", bn = "পরিশোধের সংখ্যা", en = "Settled payments" }
--! column.settled_taka = { unit = "taka", bn = "পরিশোধিত টাকা", en = "Settled" }
--! column.settled_with_charge_taka = { unit = "taka", bn = "স্থানান্তর খরচসহ পরিশোধিত টাকা", en = "Settled, with the charge for the transfer" }
--! column.allocation_gap_taka = { unit = "taka", bn = "বরাদ্দের চেয়ে কম পরিশোধ", en = "Allocation that was not paid out" }
--! column.spent_gap_taka = { unit = "taka", bn = "ব্যয়ের হিসাব ও পরিশোধের পার্থক্য", en = "Spent beyond what was settled with its charge" }
--! formula.settled_with_charge_taka = { bn = "পরিশোধিত × (১ + স্থানান্তর খরচ)", en = "settled × (1 + transfer charge)" }
--! formula.allocation_gap_taka = { bn = "বরাদ্দ − পরিশোধিত × (১ + স্থানান্তর খরচ)", en = "allocation − settled × (1 + transfer charge)" }
--! formula.spent_gap_taka = { bn = "ব্যয় − পরিশোধিত × (১ + স্থানান্তর খরচ)", en = "spent − settled × (1 + transfer charge)" }
--! release.counts = ["settled_count"]
--! release.minimum = 10
--! release.plain = ["demand_taka", "allocation_taka", "released_taka", "spent_taka"]
--! release.same_as.payment_by_area.key = { fiscal_year = "fiscal_year", cycle = "'all'", programme_code = "programme_code", area_code = "'BD'", group_code = "'all'" }
--! release.figure = { settled_taka = "settled_count", settled_with_charge_taka = "settled_count", allocation_gap_taka = "settled_count", spent_gap_taka = "settled_count" }
with
budget as (select * from stage.budget),
payment as (select * from stage.payment where status = 'settled'),
charge as (select cast(value as decimal(9, 6)) as share from reference.setting where setting = 'transfer_charge_share'),
-- A row may speak for the whole programme or year, or for one code or instalment: of what an office sent the widest
-- counts, else a year would stand there twice.
widest as (
  select
    budget.*,
    case
      when economic_code = '' and instalment = '' then 0
      when economic_code = '' then 1
      when instalment = '' then 2
      else 3
    end as width,
    min(
      case
        when economic_code = '' and instalment = '' then 0
        when economic_code = '' then 1
        when instalment = '' then 2
        else 3
      end
    ) over (partition by fiscal_year, office_code, programme_code) as least_width
  from budget
),
asked as (
  select
    fiscal_year,
    programme_code,
    sum(demand_taka) as demand_taka,
    sum(allocation_taka) as allocation_taka,
    sum(released_taka) as released_taka,
    sum(spent_taka) as spent_taka
  from widest
  where width = least_width
  group by fiscal_year, programme_code
),
paid as (
  select fiscal_year, programme_code, count(*) as settled_count, sum(amount_taka) as settled_taka
  from payment
  group by fiscal_year, programme_code
),
joined as (
  select
    coalesce(asked.fiscal_year, paid.fiscal_year) as fiscal_year,
    coalesce(asked.programme_code, paid.programme_code) as programme_code,
    asked.demand_taka,
    asked.allocation_taka,
    asked.released_taka,
    asked.spent_taka,
    coalesce(paid.settled_count, 0) as settled_count,
    coalesce(paid.settled_taka, 0) as settled_taka,
    cast(round(coalesce(paid.settled_taka, 0) * (1 + charge.share), 2) as decimal(18, 2)) as settled_with_charge_taka
  from asked
  full outer join paid on asked.fiscal_year = paid.fiscal_year and asked.programme_code = paid.programme_code
  cross join charge
)
select
  joined.fiscal_year,
  joined.programme_code,
  joined.demand_taka,
  joined.allocation_taka,
  joined.released_taka,
  joined.spent_taka,
  joined.settled_count,
  joined.settled_taka,
  joined.settled_with_charge_taka,
  joined.allocation_taka - joined.settled_with_charge_taka as allocation_gap_taka,
  joined.spent_taka - joined.settled_with_charge_taka as spent_gap_taka
from joined
order by joined.fiscal_year, joined.programme_code
