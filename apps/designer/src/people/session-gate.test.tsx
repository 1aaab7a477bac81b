// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { call } from "../api/client.ts";
import { SessionGate } from "./session-gate.tsx";

const me = {
  id: "1",
  name: "Ada",
  email: "ada@example.com",
  role: "analyst",
  temporalUiUrl: null,
  mailUrl: null,
};
let isSignedIn: boolean;

beforeEach(() => {
  isSignedIn = true;
  // The network: signing in gives a session, everything else needs one.
  vi.stubGlobal("fetch", (url: string) => {
    if (url.includes("/sign-in/")) isSignedIn = true;
    return Promise.resolve(
      isSignedIn ? Response.json(me) : Response.json({ title: "No session", status: 401 }, { status: 401 }),
    );
  });
});
afterEach(() => vi.unstubAllGlobals());

const draft = (): HTMLInputElement | null => document.querySelector('[aria-label="Draft"]');

it("a session that ends is asked for over the page, and what was typed stays", async () => {
  const host = document.body.appendChild(document.createElement("div"));
  createRoot(host).render(
    <MantineProvider env="test">
      <QueryClientProvider client={new QueryClient()}>
        <SessionGate>{({ name }) => <input aria-label="Draft" defaultValue={`by ${name}`} />}</SessionGate>
      </QueryClientProvider>
    </MantineProvider>,
  );
  const field = await vi.waitFor(() => draft() ?? expect.fail("no page yet"));
  field.value = "unsaved";
  isSignedIn = false;
  await call("me").catch(() => undefined);
  const form = await vi.waitFor(() => document.querySelector("form") ?? expect.fail("no sign-in yet"));
  expect(document.body.textContent).toContain("You are signed out");
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await vi.waitFor(() => expect(document.body.textContent).not.toContain("You are signed out"));
  expect(isSignedIn).toBe(true);
  expect(draft()).toBe(field);
  expect(field.value).toBe("unsaved");
});
