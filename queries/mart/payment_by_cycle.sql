--! summary.en = "Payment orders and what became of them, one row per fiscal year, cycle, programme and union."
--! summary.bn = "পরিশোধাদেশ ও তার পরিণতি: অর্থবছর, কিস্তি, কর্মসূচি ও ইউনিয়ন অনুযায়ী।"
--! grain = ["fiscal_year", "cycle", "programme_code", "union_code"]
--! owner = "payment"
--! column.fiscal_year = { bn = "অর্থবছর", en = "Fiscal year" }
--! column.cycle = { bn = "কিস্তি", en = "Cycle" }
--! column.programme_code = { bn = "কর্মসূচির কোড", en = "Programme" }
--! column.union_code = { bn = "ইউনিয়ন কোড", en = "Union of the list entry; 'unknown' where the beneficiary is on no list" }
--! column.ordered_count = { unit = "payments", bn = "পরিশোধাদেশ", en = "Ordered" }
--! column.settled_count = { unit = "payments", bn = "পরিশোধিত", en = "Settled" }
--! column.returned_count = { unit = "payments", bn = "ফেরত", en = "Returned" }
--! column.pending_count = { unit = "payments", bn = "অপেক্ষমাণ", en = "Pending" }
--! column.reissued_count = { unit = "payments", bn = "পুনঃপ্রেরিত", en = "Orders that pay a returned one again" }
--! column.ordered_taka = { unit = "taka", bn = "পরিশোধাদেশের টাকা", en = "Taka ordered" }
--! column.settled_taka = { unit = "taka", bn = "পরিশোধিত টাকা", en = "Taka settled" }
--! column.returned_taka = { unit = "taka", bn = "ফেরত টাকা", en = "Taka returned" }
--! column.pending_taka = { unit = "taka", bn = "অপেক্ষমাণ টাকা", en = "Taka pending" }
--! column.settle_days_median = { unit = "days", bn = "আদেশ থেকে পরিশোধে মধ্যক দিন", en = "Median days from order to settlement" }
--! check = ["ordered_count = settled_count + returned_count + pending_count", "ordered_taka = settled_taka + returned_taka + pending_taka", "ordered_taka >= 0"]
--! release.counts = ["ordered_count", "settled_count", "returned_count", "pending_count", "reissued_count"]
--! release.minimum = 10
--! release.sensitive.programme_code = ["ANA", "ANE", "BDA", "BDE", "DAA", "DSE", "HJA", "HJE", "MCB", "MED", "TEA", "TEE"]
--! release.equation = ["ordered_count = settled_count + returned_count + pending_count"]
--! release.same_as.payment_by_area.key = { fiscal_year = "fiscal_year", cycle = "cycle", programme_code = "programme_code", area_code = "union_code", group_code = "'all'" }
--! release.same_as.payment_by_area.value = { union_code = { all = "BD" } }
--! release.figure = { ordered_taka = "ordered_count", settled_taka = "settled_count", returned_taka = "returned_count", pending_taka = "pending_count", settle_days_median = "settled_count" }
--! release.total = { cycle = "all", union_code = "all" }
with
payment as (select * from stage.payment),
entry as (
  select beneficiary_id, programme_code, min(union_code) as union_code
  from stage.beneficiary
  group by beneficiary_id, programme_code
)
select
  payment.fiscal_year,
  payment.cycle,
  payment.programme_code,
  coalesce(entry.union_code, 'unknown') as union_code,
  count(*) as ordered_count,
  count(*) filter (where payment.status = 'settled') as settled_count,
  count(*) filter (where payment.status = 'returned') as returned_count,
  count(*) filter (where coalesce(payment.status, 'pending') = 'pending') as pending_count,
  count(payment.reissue_of) as reissued_count,
  sum(payment.amount_taka) as ordered_taka,
  coalesce(sum(payment.amount_taka) filter (where payment.status = 'settled'), 0) as settled_taka,
  coalesce(sum(payment.amount_taka) filter (where payment.status = 'returned'), 0) as returned_taka,
  coalesce(sum(payment.amount_taka) filter (where coalesce(payment.status, 'pending') = 'pending'), 0) as pending_taka,
  median(cast(payment.settled_on - payment.ordered_on as double))
    filter (where payment.status = 'settled') as settle_days_median
from payment
left join entry
  on payment.beneficiary_id = entry.beneficiary_id and payment.programme_code = entry.programme_code
group by payment.fiscal_year, payment.cycle, payment.programme_code, coalesce(entry.union_code, 'unknown')
order by payment.fiscal_year, payment.cycle, payment.programme_code, union_code
