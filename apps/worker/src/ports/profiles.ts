import { RESERVED_SOURCE_PREFIX } from "@throughline/flow";
import { StepError } from "@throughline/nodes";
import type { ProfilesPort } from "@throughline/nodes";
import { changeProfile } from "@throughline/protocol";
import type { TransactStore } from "@throughline/protocol";

/** Who a field is from that a step set. */
const CHANGED_BY = `${RESERVED_SOURCE_PREFIX}run`;

/** Creates the port through which a step writes profiles. */
export function createProfilesPort({ transact }: TransactStore): ProfilesPort {
  return {
    set: async (subject, changes) => {
      const answer = await transact(changeProfile, { subject, changes, by: CHANGED_BY });
      if (answer.kind === "changed") return changes;
      throw new StepError(
        "profile-too-large",
        "Cannot set profile fields: the profile would be larger than 64 KB, remove fields first",
      );
    },
  };
}
