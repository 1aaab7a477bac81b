-- An order counts as coming until it came, was cancelled, or is overdue.
alter table stock_order drop constraint stock_order_state_check;
alter table stock_order add constraint stock_order_state_check
  check (state in ('intended', 'placed', 'refused', 'received', 'cancelled'));
-- The level that it was placed for; null: from before that was kept.
alter table stock_order add column level numeric;
