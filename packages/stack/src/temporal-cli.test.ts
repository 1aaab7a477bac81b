import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findTemporalCli } from "./temporal-cli.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "throughline-cli-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe("findTemporalCli()", () => {
  it("uses the path in TEMPORAL_CLI", async () => {
    const path = await program("temporal version 1.10.0 (Server 1.33.0)");
    vi.stubEnv("TEMPORAL_CLI", path);
    expect(await findTemporalCli()).toBe(path);
  });

  it("refuses a TEMPORAL_CLI that is too old, instead of looking elsewhere", async () => {
    vi.stubEnv("TEMPORAL_CLI", await program("temporal version 1.5.1 (Server 1.29.1)"));
    await expect(findTemporalCli()).rejects.toThrow(/it is version 1\.5\.1, 1\.9\.1 or later is needed/);
  });

  it("finds one on PATH", async () => {
    const path = await program("temporal version 1.9.1 (Server 1.32.0)");
    vi.stubEnv("TEMPORAL_CLI", "");
    vi.stubEnv("PATH", folder);
    expect(await findTemporalCli()).toBe(path);
  });
});

async function program(version: string): Promise<string> {
  const path = join(folder, "temporal");
  await writeFile(path, `#!/bin/sh\necho "${version}"\n`);
  await chmod(path, 0o755);
  return path;
}
