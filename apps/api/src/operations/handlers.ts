import type { SomeHandlers } from "../http/implement.ts";

export const operationHandlers: SomeHandlers<"live"> = {
  live: ({ signal }, deps) => Promise.resolve(deps.live.watch(signal)),
};
