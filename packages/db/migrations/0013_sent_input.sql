-- What a step really sent, as its run's page shows it: rendered, without secrets, cut to what somebody would read.
create table sent_input (
  run text not null references run (id) on delete cascade,
  step text not null,
  what jsonb not null,
  at timestamptz not null default clock_timestamp(),
  primary key (run, step)
);
