// The link that signs the local owner in once, asked of the running API.
import type { StackFile } from "./stack-file.ts";

/** The link, or a sentence saying why there is none. */
export async function signInLink(stack: Pick<StackFile, "api" | "adminKey">): Promise<string> {
  try {
    const response = await fetch(`${stack.api}/internal/sign-in-link`, {
      method: "POST",
      headers: { authorization: `Bearer ${stack.adminKey}` },
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) return `(none: the API answered ${response.status})`;
    const { url } = (await response.json()) as { url?: unknown };
    return typeof url === "string" ? url : "(none: the API sent no address)";
  } catch (error) {
    return `(none: ${error instanceof Error ? error.message : String(error)})`;
  }
}
