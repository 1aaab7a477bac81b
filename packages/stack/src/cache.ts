// Where downloaded and unpacked binaries live between checkouts.
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder for binaries that any checkout of this user may reuse. */
export function cacheFolder(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "throughline");
}
