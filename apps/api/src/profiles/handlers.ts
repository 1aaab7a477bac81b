// What is known of a subject: its profile, and the runs it is in.
import { listRuns, readSubject } from "@throughline/db";
import { RESERVED_SOURCE_PREFIX } from "@throughline/flow";
import { changeProfile } from "@throughline/protocol";
import type { Deps } from "../deps.ts";
import type { SomeHandlers } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { namedSubject, soughtSubject } from "../http/subject.ts";
import { toRunSummary } from "../runs/index.ts";

/** Who a field is from that a person or a program set here; the audit log says who that was. */
const CHANGED_BY = `${RESERVED_SOURCE_PREFIX}api`;

export const profileHandlers: SomeHandlers<"getSubject" | "setProfile"> = {
  getSubject: ({ params }, deps) => showSubject(soughtSubject(params.id), deps),

  async setProfile({ params, body, note }, deps) {
    const subject = namedSubject(params.id);
    const change = { subject, changes: body.attributes, by: CHANGED_BY };
    const answer = await deps.store.transact(changeProfile, change);
    if (answer.kind === "too-large")
      throw new ProblemError(422, `Cannot change the profile of "${subject}": it would be larger than 64 KB`);
    note({ fields: Object.keys(body.attributes) });
    return showSubject(subject, deps);
  },
};

async function showSubject(subject: string, deps: Deps) {
  const [found, runs] = await Promise.all([
    readSubject(deps.sql, subject),
    listRuns(deps.sql, { subject, limit: 50 }),
  ]);
  return {
    subject,
    profile: found.profile,
    updatedAt: found.updatedAt,
    runs: runs.map(toRunSummary),
  };
}
