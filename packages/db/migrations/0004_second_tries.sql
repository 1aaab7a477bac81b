-- Dead letters that can be tried again whole, tasks that move on, flows that pause.

-- What was to be delivered, as it was; null for events and starts.
alter table dead_letter add column payload jsonb;
alter table dead_letter add column dismissed_at timestamptz;
create index dead_letter_open on dead_letter (id) where retried_at is null and dismissed_at is null;

-- A refused run never was one: its event may start another, and of those there is one.
alter table run drop constraint run_flow_entry_seq_key;
create unique index run_once on run (flow, entry_seq) where state <> 'refused';

-- escalated_at: every entry of escalate up to then is used up.
alter table task add column escalated_at timestamptz;
alter table task add column next_escalation_at timestamptz;
update task set next_escalation_at = (
  select to_timestamp(min((entry ->> 'at')::float8) / 1000) from jsonb_array_elements(escalate) as entry
) where state = 'open';
create index task_escalation on task (next_escalation_at) where state = 'open';
create index task_escalated on task (escalated_at) where escalated_at is not null;

-- Since when its runs are paused and entries are refused.
alter table flow add column paused_at timestamptz;
