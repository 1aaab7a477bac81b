-- A run names the node that started it: places in a plan move when a flow is drawn anew, node ids do not.
alter table run alter column trigger_step type text;
update run set trigger_step = flow_version.plan -> 'steps' -> run.trigger_step::integer ->> 'id'
from flow_version
where flow_version.flow = run.flow and flow_version.version = run.version
  and flow_version.plan -> 'steps' -> run.trigger_step::integer ->> 'id' is not null;
