import { mergeProfile } from "@throughline/db";
import type { Sql } from "@throughline/db";
import { StepError } from "@throughline/nodes";
import type { ProfilesPort } from "@throughline/nodes";

/** Creates the port through which a step writes profiles. */
export function createProfilesPort(sql: Sql): ProfilesPort {
  return {
    set: async (subject, changes) => {
      if (await mergeProfile(sql, subject, changes)) return changes;
      throw new StepError(
        "profile-too-large",
        "Cannot set profile fields: the profile would be larger than 64 KB, remove fields first",
      );
    },
  };
}
