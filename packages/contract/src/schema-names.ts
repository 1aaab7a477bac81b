// What schemas are called in the OpenAPI document, and so in generated clients: as they are exported here, without "Schema".
import { documentSchema } from "@throughline/flow";
import type { z } from "zod";
import * as audit from "./audit.ts";
import * as events from "./events.ts";
import * as flows from "./flows.ts";
import * as hooks from "./hooks.ts";
import * as json from "./json.ts";
import * as keys from "./keys.ts";
import * as live from "./live.ts";
import * as messages from "./messages.ts";
import * as nodeTypes from "./node-types.ts";
import * as people from "./people.ts";
import * as problem from "./problem.ts";
import * as profiles from "./profiles.ts";
import * as role from "./route.ts";
import * as runs from "./runs.ts";
import * as secrets from "./secrets.ts";
import * as stock from "./stock.ts";
import * as tasks from "./tasks.ts";

const nouns = [
  audit,
  events,
  flows,
  hooks,
  json,
  keys,
  live,
  messages,
  nodeTypes,
  people,
  problem,
  profiles,
  role,
  runs,
  secrets,
  stock,
  tasks,
];

const SUFFIX = "Schema";

/** Every exported schema by its name. */
export const schemaNames: Readonly<Record<string, z.ZodType>> = Object.fromEntries([
  ["FlowDocument", documentSchema],
  ...nouns.flatMap((noun) =>
    Object.entries(noun)
      .filter(([exported]) => exported.endsWith(SUFFIX))
      .map(([exported, schema]): [string, unknown] => [nameOf(exported), schema]),
  ),
]) as Record<string, z.ZodType>; // an export that ends with "Schema" is one

function nameOf(exported: string): string {
  return exported.charAt(0).toUpperCase() + exported.slice(1, -SUFFIX.length);
}
