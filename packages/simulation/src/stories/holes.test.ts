// Known holes, each with the story that keeps it shut and the mistake that opens it again, in the order they were found.
import { AssertionError } from "node:assert";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { Hole } from "./hole.ts";
import * as delivery from "./holes-delivery.ts";
import * as matching from "./holes-matching.ts";
import * as running from "./holes-run.ts";

/** Shown where only the real thing shows it. */
interface ShownElsewhere {
  readonly file: string;
  readonly test: string;
}

const POSTGRES = "packages/db/src/store/holes.test.ts";
const RACES = "packages/db/src/store/races.test.ts";
const DOORS = "apps/api/src/doors/doors.test.ts";

const holes: readonly (readonly [string, Hole | ShownElsewhere])[] = [
  ["entry overtaken by a later event of another subject", matching.overtakenEntry],
  ["signal before start", delivery.signalBeforeStart],
  ["publish between crash and retry", delivery.publishBeforeRetry],
  ["run closed only by a lost message", delivery.closedByMessage],
  ["close committed, then the task repeated with an interrupt before it", running.closeThenRepeated],
  ["two entries of one subject from different event subjects", matching.twoEntriesOfOneSubject],
  ["timeout beating an accepted event", matching.timeoutBeatsAccepted],
  ["timeout beating a delivered or a settled event", matching.timeoutBeatsMatched],
  ["two waits of one run for one event", matching.twoWaitsOneEvent],
  ["a late visible seq under a look-back", matching.lateSeq],
  [
    "a late visible seq under a look-back, on Postgres",
    { file: POSTGRES, test: "a late visible seq under a look-back" },
  ],
  ["a loop finding its previous event again", matching.loopFindsItsEvent],
  ["zombie deliverer after continue-as-new", delivery.zombieDeliverer],
  ["protocol step run twice with its signal before its marker", running.stepRunTwice],
  ["start refused after waits were written", delivery.startRefused],
  ["a number refused for good", delivery.skippedNumber],
  ["sweeper taking a continued-as-new run for dead", delivery.continuedTakenForDead],
  ["cancel in the Temporal UI without close", delivery.cancelWithoutClose],
  ["second supplier order after resolve", running.secondSupplierOrder],
  ["a run that has handled what the database does not know", running.aheadOfDatabase],
  ["a run that continues as new for nothing", running.continuesForNothing],
  ["one busy run blocking others", delivery.busyRun],
  ["intake deadlock of two flushes", { file: POSTGRES, test: "intake deadlock of two flushes" }],
  ["batch reversed by hash order", matching.reversedByHash],
  ["batch reversed by hash order, on Postgres", { file: POSTGRES, test: "batch reversed by hash order" }],
  ["identify and track in one batch", matching.identifyAndTrack],
  ["write key claiming another source's ids", matching.foreignIds],
  [
    "write key claiming another source's ids, at the door",
    { file: DOORS, test: "lets a key claim only its sources" },
  ],
  ["frozen matcher that is still reading", matching.frozenMatcher],
  [
    "frozen matcher that is still reading, on Postgres",
    { file: RACES, test: "ends a frozen holder that still reads" },
  ],
];

describe("known holes", () => {
  for (const [name, hole] of holes) {
    if ("file" in hole) {
      it(`${name}: is tested in ${hole.file}`, async () => {
        const text = await readFile(new URL(`../../../../${hole.file}`, import.meta.url), "utf8");
        expect(text).toContain(hole.test);
      });
      continue;
    }
    it(name, () => hole.play({}));
    it(`${name}: put back, the story fails`, async () => {
      await expect(hole.play(hole.putBack)).rejects.toBeInstanceOf(AssertionError);
    });
  }
});
