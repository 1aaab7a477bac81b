// What a browser must have before a drawing is seen, as the build really cuts it: a group of the build or one import can
// bring everything back without anybody seeing it.
import { build } from "vite";
import type { Rollup } from "vite";
import { beforeAll, expect, it, vi } from "vitest";

type Chunk = Rollup.OutputChunk;

let chunks: ReadonlyMap<string, Chunk>;
let styles: ReadonlyMap<string, string>;
beforeAll(async () => {
  vi.stubEnv("NODE_ENV", "production");
  const root = new URL("../", import.meta.url).pathname;
  const built = await build({ root, logLevel: "error", build: { write: false } });
  const { output } = built as Rollup.RollupOutput; // one build that is not watched
  chunks = new Map(output.flatMap((one) => (one.type === "chunk" ? [[one.fileName, one]] : [])));
  vi.unstubAllEnvs();
  styles = new Map(
    output.flatMap((one) => (one.type === "asset" ? [[one.fileName, String(one.source)]] : [])),
  );
}, 240_000);

/** A chunk and all that must be there before it runs. */
function withImports(file: string, found = new Set<Chunk>()): ReadonlySet<Chunk> {
  const chunk = chunks.get(file);
  if (chunk === undefined || found.has(chunk)) return found;
  found.add(chunk);
  for (const next of chunk.imports) withImports(next, found);
  return found;
}

/** What is there when the drawing is first shown: the page's own script, and what it opens a flow with. */
function firstLoad(): readonly Chunk[] {
  const all = [...chunks.values()];
  const opens = all.find(({ facadeModuleId }) => facadeModuleId?.endsWith("/editor/open-early.ts"));
  const starts = all.find(({ isEntry }) => isEntry);
  return [...new Set([starts, opens].flatMap((one) => [...withImports(one?.fileName ?? "none")]))];
}

it("a drawing is shown without Mantine, the router, the queries or a schema", () => {
  const modules = firstLoad().flatMap(({ moduleIds }) => moduleIds);
  expect(modules.some((id) => id.includes("/@xyflow/react/"))).toBe(true);
  const heavy = /\/node_modules\/(?:@mantine|@tanstack|@floating-ui|zod)\/|\/src\/(?:app|start)\.tsx/;
  expect(modules.filter((id) => heavy.test(id))).toEqual([]);
  // React and React Flow are most of it; a page with nothing else has 420 kB.
  const bytes = firstLoad().reduce((sum, { code }) => sum + code.length, 0);
  expect(bytes).toBeLessThan(520_000);
});

it("nor with Mantine's styles", () => {
  const sheets = firstLoad().flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
  const text = sheets.map((file) => styles.get(file) ?? "").join("\n");
  expect(text.includes(".tl-step")).toBe(true);
  // Mantine names its classes by hashes.
  expect(text.match(/\.m_[0-9a-f]{6,}/g) ?? []).toEqual([]);
  expect(text.length).toBeLessThan(40_000);
});

it("every component of Mantine that is in use has its styles", async () => {
  const hashes = (text: string): readonly string[] => text.match(/\bm_[0-9a-f]{6,}/g) ?? [];
  const sheet = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, rolldownOptions: { input: "@mantine/core/styles.css" } },
  });
  const { output } = sheet as Rollup.RollupOutput; // as above
  const whole = new Set(output.flatMap((one) => (one.type === "asset" ? hashes(String(one.source)) : [])));
  const used = new Set(
    [...chunks.values()].flatMap(({ code }) => hashes(code)).filter((one) => whole.has(one)),
  );
  expect(used.size).toBeGreaterThan(100);
  const styled = new Set([...styles].flatMap(([file, text]) => (file.endsWith(".css") ? hashes(text) : [])));
  expect([...used].filter((one) => !styled.has(one))).toEqual([]);
});
