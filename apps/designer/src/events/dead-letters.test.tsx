// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { afterEach, expect, it, vi } from "vitest";
import { meQuery } from "../api/queries.ts";
import { DeadLetters } from "./dead-letters.tsx";

afterEach(() => vi.unstubAllGlobals());

const letter = (id: number) => ({
  id: String(id),
  kind: "event",
  event: null,
  run: null,
  reason: `reason ${id}`,
  attempts: 1,
  createdAt: "2026-01-01T00:00:00Z",
});

/** Shows the list to an operator; the network answers with these pages in turn, or refuses. */
function show(pages: readonly (readonly ReturnType<typeof letter>[])[]): HTMLElement {
  vi.stubGlobal("fetch", (url: string) => {
    const after = Number(new URL(url, "http://x").searchParams.get("after") ?? 0);
    const items = pages[after];
    return Promise.resolve(
      items === undefined
        ? Response.json({ type: "about:blank", title: "Broken", status: 422 }, { status: 422 })
        : Response.json({ items, next: after + 1 < pages.length ? String(after + 1) : null }),
    );
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(meQuery.queryKey, {
    id: "1",
    name: "Olga",
    email: null,
    role: "operator",
    temporalUiUrl: null,
    mailUrl: null,
  });
  const host = document.body.appendChild(document.createElement("div"));
  createRoot(host).render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <DeadLetters />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return host;
}

it("every dead letter can be reached, a page at a time", async () => {
  const host = show([Array.from({ length: 8 }, (_, index) => letter(index)), [letter(100)]]);
  await vi.waitFor(() => expect(host.textContent).toContain("At least 8 things"));
  expect(host.textContent).toContain("reason 7");
  [...host.querySelectorAll("button")].find(({ textContent }) => textContent === "Show more")?.click();
  await vi.waitFor(() => expect(host.textContent).toContain("reason 100"));
  expect(host.textContent).toContain("9 things could not be delivered");
});

it("says so when they cannot be loaded", async () => {
  const host = show([]);
  await vi.waitFor(() => expect(host.textContent).toContain("could not be loaded: Broken"));
});
