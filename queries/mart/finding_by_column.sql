--! summary.en = "What was wrong in the files, one row per extract, sending office, kind, column and code: cells repaired, values lost, rows put aside, and their share of the rows."
--! summary.bn = "ফাইলে কী ভুল ছিল: ফাইলধরন, প্রেরণকারী কার্যালয়, ধরন, কলাম ও কারণ অনুযায়ী; মেরামত করা ঘর, হারানো মান, আটক সারি এবং মোট সারিতে তার অংশ।"
--! grain = ["extract", "sending_office", "finding_kind", "column_name", "finding_code"]
--! owner = "intake"
--! column.finding_kind = { bn = "ধরন: finding পর্যবেক্ষণ, repair মেরামত, quarantine আটক", en = "finding (the value became unknown), repair, quarantine (the row was put aside)" }
--! column.column_name = { bn = "কলাম; আটক সারির বেলায় ফাঁকা", en = "Column; empty for a row put aside" }
--! column.cell_count = { unit = "cells", bn = "ঘর বা সারির সংখ্যা", en = "Cells, or rows put aside" }
--! column.finding_share = { unit = "share", bn = "প্রাপ্ত সারির কত অংশ", en = "Share of the rows received" }
--! formula.finding_share = { bn = "ঘরের সংখ্যা ÷ ওই কার্যালয়ের প্রাপ্ত সারি", en = "cells / rows received from the office" }
--! release.counts = ["cell_count"]
--! release.minimum = 10
--! release.figure = { finding_share = "cell_count" }
with
finding as (select * from stage.finding),
received as (
  select extract, sending_office, sum(received_count) as received_count
  from stage.ledger
  group by extract, sending_office
),
counted as (
  select extract, sending_office, finding_kind, column_name, finding_code, sum(cell_count) as cell_count
  from finding
  group by extract, sending_office, finding_kind, column_name, finding_code
)
select
  counted.extract,
  counted.sending_office,
  counted.finding_kind,
  counted.column_name,
  counted.finding_code,
  counted.cell_count,
  round(cast(counted.cell_count as decimal(18, 4)) / nullif(received.received_count, 0), 4) as finding_share
from counted
inner join received
  on counted.extract = received.extract and counted.sending_office = received.sending_office
order by
  counted.extract,
  counted.sending_office,
  counted.finding_kind,
  counted.column_name,
  counted.finding_code
