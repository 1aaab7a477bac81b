// The table of routes. The API implements it, the designer's client, the OpenAPI document and the tests derive from it.
import { eventRoutes } from "./events.ts";
import { flowRoutes } from "./flows.ts";
import { hookRoutes } from "./hooks.ts";
import { keyRoutes } from "./keys.ts";
import { messageRoutes } from "./messages.ts";
import { nodeTypeRoutes } from "./node-types.ts";
import { operationRoutes } from "./operations.ts";
import { peopleRoutes } from "./people.ts";
import { previewRoutes } from "./previews.ts";
import { profileRoutes } from "./profiles.ts";
import { runRoutes } from "./runs.ts";
import { secretRoutes } from "./secrets.ts";
import { stockRoutes } from "./stock.ts";
import { taskRoutes } from "./tasks.ts";

export const routes = {
  ...peopleRoutes,
  ...flowRoutes,
  ...previewRoutes,
  ...runRoutes,
  ...eventRoutes,
  ...taskRoutes,
  ...profileRoutes,
  ...nodeTypeRoutes,
  ...stockRoutes,
  ...hookRoutes,
  ...secretRoutes,
  ...keyRoutes,
  ...messageRoutes,
  ...operationRoutes,
} as const;

export type Routes = typeof routes;
export type RouteName = keyof Routes;
