--! summary.en = "The taka of all payments and of the payment table: they must be the same to the paisa."
--! summary.bn = "সব পরিশোধের টাকা ও পরিশোধ সারণির টাকা: পয়সা পর্যন্ত এক হতে হবে।"
--! owner = "payment"
with
payment as (select coalesce(sum(amount_taka), 0) as taka, count(*) as payments from stage.payment),
cycle as (select coalesce(sum(ordered_taka), 0) as taka, coalesce(sum(ordered_count), 0) as payments from mart.payment_by_cycle)
select payment.taka as paid_taka, cycle.taka as counted_taka
from payment
cross join cycle
where payment.taka <> cycle.taka or payment.payments <> cycle.payments
