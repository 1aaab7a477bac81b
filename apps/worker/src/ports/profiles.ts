import { StepError } from "@throughline/nodes";
import type { ProfilesPort } from "@throughline/nodes";
import { changeProfile } from "@throughline/protocol";
import type { TransactStore } from "@throughline/protocol";

/** Creates the port through which a step writes profiles. */
export function createProfilesPort({ transact }: TransactStore): ProfilesPort {
  return {
    set: async (subject, changes) => {
      const answer = await transact(changeProfile, { subject, changes });
      if (answer.kind === "changed") return changes;
      throw new StepError(
        "profile-too-large",
        "Cannot set profile fields: the profile would be larger than 64 KB, remove fields first",
      );
    },
  };
}
