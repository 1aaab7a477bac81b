import { appendFile, chmod, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildIfChanged } from "./build.ts";

const SOURCE = "packages/flow/src/plan.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "throughline-build-"));
  await write(SOURCE, "export {};\n");
  for (const output of ["api/dist/main.js", "worker/dist/main.js", "designer/dist/index.html"]) {
    await write(`apps/${output}`, "");
  }
  await turbo("exit 0");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const build = (): Promise<boolean> => buildIfChanged(root, () => undefined);

describe("buildIfChanged()", () => {
  it("compiles once, and not again while nothing changed", async () => {
    expect(await build()).toBe(true);
    await utimes(join(root, SOURCE), new Date(), new Date());
    expect(await build()).toBe(false);
  });

  it("compiles again when a source changed, and not when a test did", async () => {
    await build();
    await write("packages/flow/src/plan.test.ts", "");
    expect(await build()).toBe(false);
    await appendFile(join(root, SOURCE), "// changed\n");
    expect(await build()).toBe(true);
  });

  it("compiles again when what it made is gone", async () => {
    await build();
    await rm(join(root, "apps/api/dist"), { recursive: true });
    expect(await build()).toBe(true);
  });

  it("shows what the compiler said when it fails, and tries again next time", async () => {
    await turbo("echo 'plan.ts(1,1): error'; exit 1");
    await expect(build()).rejects.toThrow("plan.ts(1,1): error");
    await turbo("exit 0");
    expect(await build()).toBe(true);
  });
});

function turbo(script: string): Promise<void> {
  return write("node_modules/.bin/turbo", `#!/bin/sh\n${script}\n`);
}

async function write(path: string, content: string): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, 0o755);
}
