import type { AcceptAnswer, AcceptRequest, IntakeStore } from "@throughline/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CommitLimits } from "./commit.ts";
import { COMMIT_LIMITS, createGroupCommit } from "./commit.ts";

const request = (id: string, events = 1): AcceptRequest => ({
  events: Array.from({ length: events }, (_, i) => ({
    id: `${id}.${i}`,
    source: "s",
    type: "t",
    data: null,
  })),
});

/** A database that refuses every group in which a request says "poison", and remembers what it stored. */
function pickyStore(gate: Promise<void> = Promise.resolve()) {
  const groups: number[] = [];
  const stored: string[] = [];
  const store: IntakeStore = {
    async accept(requests) {
      await gate;
      groups.push(requests.length);
      if (requests.some((item) => item.events.some((event) => event.id.startsWith("poison")))) {
        throw Object.assign(new Error("unsupported Unicode escape sequence"), { code: "22P05" });
      }
      return requests.map((item): AcceptAnswer => {
        stored.push(...item.events.map((event) => event.id));
        return {
          events: item.events.map((event) => ({
            source: "s",
            id: event.id,
            seq: stored.length,
            duplicate: false,
          })),
        };
      });
    },
  };
  return { store, groups, stored };
}

describe("createGroupCommit()", () => {
  it("refuses only the guilty request, wherever it stands", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), async (isBad) => {
        const { store, stored } = pickyStore();
        const commits = createGroupCommit(store);
        const answers = await Promise.all(
          isBad.map((bad, i) => commits.commit(request(`${bad ? "poison" : "good"}-${i}`), 10)),
        );
        expect(answers.map((answer) => answer.kind === "refused")).toEqual(isBad);
        expect(stored.toSorted()).toEqual(isBad.flatMap((bad, i) => (bad ? [] : [`good-${i}.0`])).toSorted());
        for (const answer of answers)
          if (answer.kind === "refused")
            expect(answer.faults).toMatchObject([{ code: "store-refuses", path: "" }]);
      }),
    );
  });

  it("commits together what arrives together, at most two groups at once", async () => {
    let open = (): void => undefined;
    const { store, groups } = pickyStore(new Promise((resolve) => (open = resolve)));
    const commits = createGroupCommit(store);
    const answers = Array.from({ length: 1200 }, (_, i) => commits.commit(request(`r${i}`), 10));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(commits.queued()).toEqual({ rows: 1200, bytes: 12_000 });
    open();
    await Promise.all(answers);
    expect(groups).toEqual([500, 500, 200]);
    expect(commits.queued()).toEqual({ rows: 0, bytes: 0 });
  });

  it.each<[string, Partial<CommitLimits>]>([
    ["rows", { queuedRows: 10 }],
    ["bytes", { queuedBytes: 100 }],
  ])("asks to come back when too many %s wait", async (_what, limits) => {
    let open = (): void => undefined;
    const { store } = pickyStore(new Promise((resolve) => (open = resolve)));
    const commits = createGroupCommit(store, undefined, { ...COMMIT_LIMITS, ...limits });
    const answers = Array.from({ length: 10 }, (_, i) => commits.commit(request(`r${i}`), 10));
    await expect(commits.commit(request("late"), 10)).resolves.toMatchObject({ faults: [{ code: "busy" }] });
    open();
    await Promise.all(answers);
    await expect(commits.commit(request("later"), 10)).resolves.toMatchObject({ kind: "accepted" });
  });

  it("tells everyone when the store is away, and refuses nobody's events", async () => {
    const store: IntakeStore = {
      accept: () => Promise.reject(Object.assign(new Error("gone"), { code: "CONNECTION_CLOSED" })),
    };
    const commits = createGroupCommit(store);
    const answers = await Promise.all([commits.commit(request("a"), 1), commits.commit(request("b"), 1)]);
    for (const answer of answers)
      expect(answer).toMatchObject({ kind: "refused", faults: [{ code: "store-away" }] });
  });

  it("finishes what waits when it closes, and takes nothing more", async () => {
    const { store, stored } = pickyStore();
    const commits = createGroupCommit(store);
    const answer = commits.commit(request("a"), 1);
    await commits.close();
    await answer;
    expect(stored).toEqual(["a.0"]);
    await expect(commits.commit(request("b"), 1)).resolves.toMatchObject({ faults: [{ code: "busy" }] });
  });
});
