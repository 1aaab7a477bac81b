-- What the live views and lists ask every second.

create index run_shown on run (shown_at) where shown_at is not null;
create index run_closed on run (closed_at) where closed_at is not null;
create index run_flow_open on run (flow) where state in ('queued', 'starting', 'open');
create index run_parked on run (id) where state in ('starting', 'open') and shown ->> 'state' = 'parked';
create index run_entry_seq on run (entry_seq);
create index task_created on task (created_at);
create index task_ended on task (ended_at) where ended_at is not null;
create index task_run on task (run);
create index visit_flow on visit (flow, version);
create index dead_letter_seq on dead_letter (seq);
