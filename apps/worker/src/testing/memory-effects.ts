// The effects ledger in memory, by the same rules as the table's.
import type { BeginEffectAnswer, EffectStore } from "@throughline/protocol";
import type { Json } from "@throughline/flow";

interface Row {
  attempt: number;
  state: "intended" | "done" | "unsure" | "released";
  result: Json;
}

export interface MemoryEffects extends EffectStore {
  readonly rows: Map<string, Row>;
  /** Outcomes of closed runs. */
  readonly closed: Map<string, string>;
  readonly caps: Map<string, string>;
}

/** Creates an empty ledger. */
export function createMemoryEffects(): MemoryEffects {
  const rows = new Map<string, Row>();
  const closed = new Map<string, string>();
  // Effect key → scope and subject that it reserved.
  const caps = new Map<string, string>();
  return {
    rows,
    closed,
    caps,
    beginEffect: async ({ run, key, cap }): Promise<BeginEffectAnswer> => {
      const outcome = closed.get(run);
      if (outcome !== undefined) return { kind: "run-closed", outcome };
      const row = rows.get(key);
      if (row?.state === "done") return { kind: "done", result: row.result };
      if (cap !== undefined && !caps.has(key)) {
        const place = `${cap.scope}|${cap.subject}`;
        const used = [...caps.values()].filter((other) => other === place).length;
        if (used >= cap.count) return { kind: "capped", detail: `${cap.count} used` };
        caps.set(key, place);
      }
      const attempt = (row?.attempt ?? 0) + 1;
      rows.set(key, { attempt, state: "intended", result: null });
      return {
        kind: "go",
        attempt,
        previous: row === undefined || row.state === "released" ? "none" : row.state,
      };
    },
    endEffect: async ({ key, attempt, state, result }) => {
      const row = rows.get(key);
      if (row?.attempt !== attempt) return { kind: "fenced" };
      rows.set(key, { attempt, state, result });
      return { kind: "stored" };
    },
    releaseEffect: async ({ key, attempt }) => {
      const row = rows.get(key);
      if (row?.attempt !== attempt) return;
      rows.set(key, { attempt, state: "released", result: null });
      caps.delete(key);
    },
  };
}
