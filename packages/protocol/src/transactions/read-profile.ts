import type { JsonObject } from "@throughline/flow";
import { isLive, toRunClosed } from "../run-state.ts";
import type { RunClosed } from "../run-state.ts";
import { onlyAnswer } from "../writes.ts";
import type { Decision } from "../writes.ts";
import { transaction } from "../transaction.ts";

export interface ReadProfileRequest {
  readonly run: string;
}

export type ReadProfileAnswer = { readonly kind: "profile"; readonly profile: JsonObject } | RunClosed;

/** What is known of a run's subject now. */
export const readProfile = transaction({
  name: "read-profile",
  matching: "none",
  needs: ({ run }: ReadProfileRequest) => ({ run, profile: { ofRun: run } }),
  decide: (_request, { run, profile }): Decision<ReadProfileAnswer> =>
    onlyAnswer(isLive(run) ? { kind: "profile", profile: profile.attributes } : toRunClosed(run)),
});
