// What stands around the code and that nobody would notice: the files by which it is put onto machines.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SECRET_VARIABLES } from "./secret-files.ts";

const root = join(import.meta.dirname, "../../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const compose = read("docker-compose.yml");

describe("what holds secrets", () => {
  it.each([".env", ".env.production", "apps/api/.env"])("git leaves %s out", (file) => {
    expect(execFileSync("git", ["check-ignore", file], { cwd: root, encoding: "utf8" }).trim()).toBe(file);
  });

  it("Docker's build leaves it out, at any depth", () => {
    expect(read(".dockerignore").split("\n")).toEqual(expect.arrayContaining(["**/.env", "**/.env.*"]));
  });

  it("every secret may be a file under Compose too, which makes the database's address itself", () => {
    for (const name of SECRET_VARIABLES.filter((each) => each !== "DATABASE_URL"))
      expect(compose).toContain(`${name}_FILE: \${${name}_FILE:-}`);
  });
});

describe("docker-compose.yml", () => {
  it("says which Compose it needs where it uses what older ones do not have", () => {
    expect(compose).toMatch(/^ {4}content: \|$/m);
    for (const file of ["docker-compose.yml", "README.md", "docs/guides/operate.md"])
      expect(read(file)).toMatch(/Compose 2\.23\.1 or newer/);
  });

  it("links lead to the port that is open", () => {
    expect(compose).toContain("PUBLIC_URL: ${PUBLIC_URL:-http://127.0.0.1:${THROUGHLINE_PORT:-4400}}");
  });
});
