import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnvironment, sharedVariables, variable } from "./environment.ts";

const env = {
  DATABASE_URL: "postgres://u:hidden@127.0.0.1:5544/throughline",
  TEMPORAL_ADDRESS: "127.0.0.1:7233",
  PUBLIC_URL: "https://journeys.example//",
  THROUGHLINE_SECRET_KEY: `${"ab".repeat(32)}, ${"cd".repeat(32)}`,
};

describe("readEnvironment()", () => {
  it("fills in what may be left out; empty counts as left out", () => {
    expect(readEnvironment("test", sharedVariables, { ...env, LOG_LEVEL: "", HOST: "" })).toMatchObject({
      DATABASE_SCHEMA: "public",
      TEMPORAL_NAMESPACE: "default",
      HOST: "127.0.0.1",
      LOG_LEVEL: "info",
      PUBLIC_URL: "https://journeys.example",
      THROUGHLINE_SECRET_KEY: `${"ab".repeat(32)},${"cd".repeat(32)}`,
    });
  });

  it("names every variable that is wrong and never a value", () => {
    const wrong = {
      DATABASE_URL: "mysql://u:hidden@host/db",
      DATABASE_SCHEMA: "Staging",
      TEMPORAL_ADDRESS: "http://temporal",
      THROUGHLINE_SECRET_KEY: "short-secret",
      PORT: "many",
    };
    const read = () => readEnvironment("test", { ...sharedVariables, PORT: variable.port }, wrong);
    expect(read).toThrow(
      /^Cannot start the test: DATABASE_URL: .*postgres.*; DATABASE_SCHEMA: expected a name.*; TEMPORAL_ADDRESS: expected host:port; PUBLIC_URL: is missing; THROUGHLINE_SECRET_KEY: expected 64 hex.*; PORT: (?!is missing)/,
    );
    expect(read).not.toThrow(/hidden|Staging|short-secret|many/);
  });

  it("takes a secret from a file, without the line end that editors leave", () => {
    const folder = mkdtempSync(join(tmpdir(), "throughline-secrets-"));
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const { THROUGHLINE_SECRET_KEY: key, ...rest } = env;
    const read = (more: object) => readEnvironment("test", sharedVariables, { ...rest, ...more });
    try {
      expect(read({ THROUGHLINE_SECRET_KEY_FILE: file("key", `${key}\r\n`) })).toMatchObject({
        THROUGHLINE_SECRET_KEY: key.replace(" ", ""),
      });
      expect(read({ THROUGHLINE_SECRET_KEY: key, THROUGHLINE_SECRET_KEY_FILE: "" })).toBeDefined();
      const refusals: readonly (readonly [object, RegExp])[] = [
        [
          {},
          /THROUGHLINE_SECRET_KEY: is missing \(it may also be a file, named by THROUGHLINE_SECRET_KEY_FILE\)$/,
        ],
        [
          { THROUGHLINE_SECRET_KEY: key, THROUGHLINE_SECRET_KEY_FILE: file("b", key) },
          /given twice, by itself and by/,
        ],
        [{ THROUGHLINE_SECRET_KEY_FILE: join(folder, "none") }, /cannot be read \(there is none, .*none\)$/],
        [{ THROUGHLINE_SECRET_KEY_FILE: folder }, /cannot be read \(it is a folder, /],
        [{ THROUGHLINE_SECRET_KEY_FILE: file("empty", "\n") }, /the file that \S+ names is empty/],
        [
          { THROUGHLINE_SECRET_KEY_FILE: file("bad", "hidden-key") },
          /THROUGHLINE_SECRET_KEY: expected 64 hex digits/,
        ],
      ];
      for (const [more, words] of refusals) {
        expect(() => read(more)).toThrow(words);
        expect(() => read(more)).not.toThrow(/hidden-key/);
      }
      // Only secrets: a port is no file.
      expect(read({ THROUGHLINE_SECRET_KEY: key, HOST_FILE: file("host", "example.org") }).HOST).toBe(
        "127.0.0.1",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("reads lists, counts and flags", () => {
    const shape = {
      LIST: variable.list.default([]),
      DAYS: variable.count(1, 10).default(3),
      ON: variable.flag,
    };
    expect(readEnvironment("test", shape, { LIST: "a, b,", DAYS: "7", ON: "1" })).toEqual({
      LIST: ["a", "b"],
      DAYS: 7,
      ON: true,
    });
    expect(readEnvironment("test", shape, { ON: "yes" })).toEqual({ LIST: [], DAYS: 3, ON: false });
    expect(() => readEnvironment("test", shape, { DAYS: "11" })).toThrow(/DAYS: /);
  });
});
