--! summary.en = "One row: the fiscal year of the as-of date and the next, whose rates next year's need is made of."
--! summary.bn = "একটি সারি: হিসাবের তারিখের অর্থবছর ও পরের অর্থবছর, যেগুলোর হারে আগামী বছরের চাহিদা নির্ণীত হয়।"
--! grain = ["this_year"]
--! owner = "planning"
--! column.this_year = { bn = "চলতি অর্থবছর", en = "Fiscal year of the as-of date, as 2021-22" }
--! column.next_year = { bn = "আগামী অর্থবছর", en = "The fiscal year after it" }
with
-- Six months before a day of a fiscal year lies in the calendar year in which it begins.
begun as (select cast(date_part('year', $as_of - interval '6 months') as int) as year)
select
  concat(cast(begun.year as varchar), '-', right(cast(begun.year + 1 as varchar), 2)) as this_year,
  concat(cast(begun.year + 1 as varchar), '-', right(cast(begun.year + 2 as varchar), 2)) as next_year
from begun
