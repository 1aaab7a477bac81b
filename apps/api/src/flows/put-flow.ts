// `PUT /api/flows/{key}`: the flow is as the document says, whatever there was, or only over what its caller has seen.
import { putDraft } from "@throughline/db";
import type { Deps } from "../deps.ts";
import { meetsExpected, readExpected, revisionTag } from "../http/etag.ts";
import type { Call } from "../http/implement.ts";
import { ProblemError } from "../http/problem.ts";
import { showFlow, takeDocument } from "./find-flow.ts";

/** Creates it or lays the document over its draft. A document that is there already makes no new revision. */
export async function putFlow(
  { params: { key }, body, who, header, note, created, revision }: Call<"putFlow">,
  deps: Deps,
) {
  const expected = readExpected(header);
  const document = takeDocument(body.document, key);
  const put = await putDraft(deps.sql, {
    key,
    name: document.name,
    draft: document,
    by: who.actor,
    mayOver: (there) => meetsExpected(expected, there === null ? null : revisionTag(there)),
  });
  if (put.kind === "unexpected") throw unexpected(key, put.revision);
  if (put.kind === "created") created();
  note({ revision: put.revision });
  return showFlow(key, revision, deps);
}

function unexpected(key: string, there: number | null): ProblemError {
  if (there === null) {
    return new ProblemError(
      412,
      `Cannot change flow "${key}": there is none with this key; to create it, send If-None-Match: * or no condition`,
    );
  }
  const tag = revisionTag(there);
  return new ProblemError(
    412,
    `Cannot change flow "${key}": its draft is at revision ${there}, which is not what the request expects; read it again and send If-Match: ${tag}`,
    { headers: { etag: tag } },
  );
}
