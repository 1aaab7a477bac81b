import type { Run } from "@throughline/contract";
import type { NodeOverlay } from "../ui/drawing/drawn.ts";
import { groupBy } from "../ui/group-by.ts";

/** What a run did at each node of its drawing; nodes it never came to are marked as untouched. */
export function runOverlays({
  document,
  trail,
}: Pick<Run, "document" | "trail">): ReadonlyMap<string, NodeOverlay> {
  const visits = groupBy(trail, ({ node }) => node);
  return new Map(
    document.nodes.map(({ id }): [string, NodeOverlay] => {
      const entries = visits.get(id);
      const last = entries?.at(-1);
      if (entries === undefined || last === undefined) return [id, { state: "untouched" }];
      return [
        id,
        {
          state: last.state,
          visits: entries.length,
          leftBy: entries.flatMap(({ port }) => (port === null ? [] : [port])),
        },
      ];
    }),
  );
}
