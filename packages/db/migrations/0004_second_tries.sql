-- Dead letters that can be tried again whole.

-- What was to be delivered, as it was; null for events and starts.
alter table dead_letter add column payload jsonb;
alter table dead_letter add column dismissed_at timestamptz;
create index dead_letter_open on dead_letter (id) where retried_at is null and dismissed_at is null;

-- A refused run never was one: its event may start another, and of those there is one.
alter table run drop constraint run_flow_entry_seq_key;
create unique index run_once on run (flow, entry_seq) where state <> 'refused';
