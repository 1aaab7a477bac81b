// The product's HTTP surface as a test uses it: with a key, like any other program.
import type { Installation } from "./installation.ts";

export interface Client {
  get<T>(path: string): Promise<T>;
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown): Promise<T>;
}

/** Calls with an admin key; throws with status and problem when the answer is not 2xx. */
export function createClient(where: Pick<Installation, "api" | "adminKey">): Client {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(where.api + path, {
      method,
      headers: {
        authorization: `Bearer ${where.adminKey}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as T; // the caller names the contract's type
  };
  return { get: (path) => call("GET", path), send: (method, path, body) => call(method, path, body) };
}

/** Creates the flow from a document (or saves it as the draft) and publishes it. */
export async function publishFlow(
  client: Client,
  document: { readonly key: string; readonly name: string },
): Promise<number> {
  let revision: number;
  try {
    revision = (
      await client.send<{ revision: number }>("POST", "/api/flows", {
        key: document.key,
        name: document.name,
        document,
      })
    ).revision;
  } catch {
    const flow = await client.get<{ revision: number }>(`/api/flows/${document.key}`);
    revision = (
      await client.send<{ revision: number }>("PUT", `/api/flows/${document.key}/draft`, {
        revision: flow.revision,
        document,
      })
    ).revision;
  }
  return (await client.send<{ version: number }>("POST", `/api/flows/${document.key}/publish`, { revision }))
    .version;
}
