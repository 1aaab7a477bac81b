import { describe, expect, it } from "vitest";
import { check } from "./check/check.ts";
import { compile } from "./compile/compile.ts";
import { parseDocument } from "./document/schema.ts";
import { durationToMs } from "./duration.ts";
import { documentFromText, testNodeTypes } from "./testing/index.ts";

describe("durationToMs()", () => {
  it.each([
    ["PT30M", 1_800_000],
    ["P1DT1H", 90_000_000],
    ["-P2W", -1_209_600_000],
    ["PT0.5S", 500],
    ["PT0S", 0],
    ["P36525D", 3_155_760_000_000],
  ])("reads %s", (text, ms) => {
    expect(durationToMs(text)).toBe(ms);
  });

  it.each(["", "P", "PT", "P1DT", "1D", "P1Y", "--P1D", "P36526D", "-P36526D", "P999999999999D"])(
    "refuses %j",
    (text) => {
      expect(durationToMs(text)).toBeNull();
    },
  );
});

describe("a document", () => {
  const flow = documentFromText(
    "start: event a -> act\nact: do -> rest\nrest: delay P1D -> done\ndone: end x",
  );
  const withNode = (id: string, change: object) => ({
    ...flow,
    nodes: flow.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
  });

  it.each(["P999999999999D", "P40000D", "P6000W"])(
    "with a retry pause of %s is refused with its path",
    (every) => {
      expect(parseDocument(withNode("act", { retry: { attempts: 2, every } }))).toMatchObject({
        ok: false,
        problems: [{ path: "/nodes/1/retry/every" }],
      });
    },
  );

  it("with a wait of more than a hundred years is not published", () => {
    for (const timeout of ["P999999999999D", "P40000D"]) {
      const { diagnostics } = compile(check(withNode("rest", { config: { timeout } }), testNodeTypes), {
        version: 1,
      });
      expect(diagnostics).toMatchObject([{ code: "invalid-config", node: "rest", field: "timeout" }]);
    }
  });

  it("with a retry pause of nothing waits at least a millisecond, which Temporal needs", () => {
    const every = withNode("act", { retry: { attempts: 2, every: "PT0S", upTo: "PT0S" } });
    const compiled = compile(check(every, testNodeTypes), { version: 1 });
    const step = compiled.ok ? compiled.plan.steps.find(({ id }) => id === "act") : undefined;
    expect(step).toMatchObject({ options: { firstPauseMs: 1, longestPauseMs: 1 } });
  });
});
