-- Extension attributes of a CloudEvent by name; null: none.
alter table event add column ext jsonb;
