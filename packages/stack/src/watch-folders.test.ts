import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { watchFolders } from "./watch-folders.ts";

const folder = mkdtempSync(join(tmpdir(), "throughline-watch-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("tells of a change once, when it has come to rest, and of the next; not of what is installed", async () => {
  const nodes = join(folder, "nodes");
  let changes = 0;
  const watch = watchFolders([nodes, join(folder, "later")], () => (changes += 1), 20);
  const write = (name: string, content: string): void => {
    mkdirSync(join(nodes, name, ".."), { recursive: true });
    writeFileSync(join(nodes, name), content);
  };
  // Nothing is there at first.
  await sleep(100);
  for (let i = 0; i < 10; i += 1) {
    write("dist/index.js", "x".repeat(i));
    await sleep(5);
  }
  await expect.poll(() => changes).toBe(1);
  write("node_modules/zod/index.js", "");
  await sleep(100);
  expect(changes).toBe(1);
  mkdirSync(join(folder, "later"));
  writeFileSync(join(folder, "later/index.js"), "");
  await expect.poll(() => changes).toBe(2);
  rmSync(nodes, { recursive: true });
  await expect.poll(() => changes).toBe(3);
  watch.close();
  write("dist/index.js", "y");
  await sleep(100);
  expect(changes).toBe(3);
});
