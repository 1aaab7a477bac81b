import { describe, expect, it } from "vitest";
import { databaseProblem } from "./database-problem.ts";

const failed = (code: string) => Object.assign(new Error("x"), { code });

describe("databaseProblem()", () => {
  it.each([
    ["22003", 422, 400],
    ["22P05", 422, 400],
    ["23502", 422, 400],
    ["23505", 409, 409],
    ["40001", 503, 503],
    ["40P01", 503, 503],
    ["42P01", 503, 503],
    ["53300", 503, 503],
    ["54000", 422, 400],
    ["55P03", 503, 503],
    ["57014", 503, 503],
    ["57P01", 503, 503],
    ["08006", 503, 503],
    ["25006", 503, 503],
    ["XX000", 503, 503],
    ["P0001", 503, 503],
    ["ECONNREFUSED", 503, 503],
    ["CONNECT_TIMEOUT", 503, 503],
  ])("answers %s with %i, a reader with %i, and says when to come back", (code, write, read) => {
    for (const [isRead, status] of [
      [false, write],
      [true, read],
    ] as const) {
      const problem = databaseProblem(failed(code), isRead);
      expect([problem?.status, problem?.headers["retry-after"]]).toEqual([
        status,
        status === 503 ? "1" : undefined,
      ]);
      if (isRead) expect(problem?.message).not.toContain("store");
    }
  });

  it("has nothing to say of other errors", () => {
    expect(databaseProblem(new Error("x"), false)).toBeNull();
    expect(databaseProblem(failed("ERR_INVALID_ARG_TYPE"), false)).toBeNull();
    expect(databaseProblem(failed("ENOENT"), false)).toBeNull();
  });
});
