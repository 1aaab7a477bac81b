// Broken on purpose: answers before the commit. The fault experiment must find what this loses; taken in place of the real
// store under the import condition @throughline/acknowledge-early, and no part of a build.
import type { AcceptAnswer } from "@throughline/protocol";
import { openIntakeStore as openHonestStore } from "../open-intake-store.ts";
import type { OpenIntakeStore } from "../open-intake-store.ts";

/** How long an acknowledged event is nowhere but in this process's memory. */
const COMMIT_AFTER_MS = 50;

/** Answers at once with an invented number; the real commit follows, and nobody hears how it went. */
export function openIntakeStore(options: Parameters<typeof openHonestStore>[0]): OpenIntakeStore {
  const store = openHonestStore(options);
  return {
    accept(requests) {
      setTimeout(() => void store.accept(requests).catch(() => undefined), COMMIT_AFTER_MS);
      return Promise.resolve(
        requests.map(({ events }): AcceptAnswer => ({
          events: events.map(({ source, id }) => ({ source, id, seq: 1, duplicate: false })),
        })),
      );
    },
    close: () => store.close(),
  };
}
