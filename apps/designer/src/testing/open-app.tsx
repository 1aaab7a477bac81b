// The whole designer in a test, and a person in front of it: what they read, press and type.
import { notifications } from "@mantine/notifications";
import { createMemoryHistory } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { afterEach, expect, vi } from "vitest";
import { App } from "../app.tsx";

// A wait ends as soon as it is over; only a busy machine ever needs as much.
const patienceMs = 15_000;
vi.setConfig({ testTimeout: 4 * patienceMs });

let close = (): void => undefined;
afterEach(() => {
  close();
  close = () => undefined;
  vi.unstubAllGlobals();
});

/** Opens the designer at an address. Gives the address it shows now. */
export function openApp(address: string): { readonly address: () => string } {
  standInForBrowser();
  const history = createMemoryHistory({ initialEntries: [address] });
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host);
  root.render(<App history={history} env="test" />);
  close = () => {
    root.unmount();
    // What is still said belongs to the window, not to the app.
    notifications.cleanQueue();
    notifications.clean();
    localStorage.clear();
    document.body.replaceChildren();
  };
  return { address: () => history.location.href };
}

/** What this DOM lacks and the page asks for: nothing scrolls, fonts are there, a window is as large as any. */
function standInForBrowser(): void {
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal(
    "DOMMatrixReadOnly",
    class {
      readonly m22 = 1;
    },
  );
  Object.assign(document, { fonts: new EventTarget() });
  Object.defineProperties(HTMLElement.prototype, {
    offsetWidth: { get: () => 1_440, configurable: true },
    offsetHeight: { get: () => 900, configurable: true },
  });
}

/** Waits until something is so, and gives it. */
export function until<T>(check: () => T): Promise<T> {
  return vi.waitFor(check, { timeout: patienceMs, interval: 50 });
}

/** What stands on the screen. */
export function screen(): string {
  const shown = document.body.cloneNode(true) as HTMLElement; // a clone of the body is one
  for (const style of shown.querySelectorAll("style")) style.remove();
  return shown.textContent;
}

/** Waits until a text stands on the screen. */
export async function see(text: string | RegExp): Promise<void> {
  await until(() => expect(screen()).toMatch(text));
}

/** The cells of a table, row by row. */
export function rows(table: string): readonly (readonly string[])[] {
  const found = [...document.querySelectorAll("table")].find((one) => nameOf(one) === table);
  return [...(found?.querySelectorAll("tbody tr") ?? [])].map((row) =>
    [...row.querySelectorAll("td")].map(({ textContent }) => textContent),
  );
}

/** Everything one can press, by its name, in the uppermost dialog or menu if there is one. */
export function buttons(): readonly string[] {
  return pressable().map(nameOf);
}

/** What a field with suggestions offers, once it has the focus. */
export async function offered(label: string): Promise<readonly string[]> {
  const field = await until(() => fieldOf(label) ?? expect.fail(`no field is called “${label}”`));
  field.focus();
  field.click();
  const list = await until(
    () =>
      document.getElementById(field.getAttribute("aria-controls") ?? "") ??
      expect.fail(`nothing is offered at “${label}”`),
  );
  return [...list.querySelectorAll("[role=option]")].map(({ textContent }) => textContent);
}

/** Presses what has this name, once it is there. */
export async function press(name: string): Promise<void> {
  const found = await until(() => {
    const one = pressable().find((candidate) => nameOf(candidate) === name);
    return one ?? expect.fail(`nothing to press is called “${name}”, only ${buttons().join(" · ")}`);
  });
  found.click();
}

/** Puts text into the field with this label, once it is there. */
export async function fill(label: string, text: string): Promise<void> {
  const field = await until(() => fieldOf(label) ?? expect.fail(`no field is called “${label}”`));
  field.focus();
  const { prototype } = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(prototype, "value")?.set?.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Leaves a field as one does who goes on to the next. */
export function leave(label: string): void {
  fieldOf(label)?.blur();
}

/** What stands in a field. */
export function valueOf(label: string): string | undefined {
  return fieldOf(label)?.value;
}

/** Presses a key on what has the focus. */
export function type(key: string, modifiers: KeyboardEventInit = {}): void {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers }));
}

type Field = HTMLInputElement | HTMLTextAreaElement;

function fieldOf(label: string): Field | undefined {
  return [...uppermost().querySelectorAll<Field>("input, textarea")].find((one) => nameOf(one) === label);
}

function pressable(): readonly HTMLElement[] {
  const all = uppermost().querySelectorAll<HTMLElement>("button, a, input[type=radio], [role=menuitem]");
  return [...all].filter((one) => !one.matches(":disabled, [data-disabled]"));
}

function uppermost(): Element {
  const layers = document.querySelectorAll("[role=dialog], [role=menu]");
  return [...layers].at(-1) ?? document.body;
}

/** The name by which a control is announced: its label, else its text. */
function nameOf(element: Element): string {
  const labelled = element.getAttribute("aria-labelledby");
  const text =
    element.getAttribute("aria-label") ??
    (labelled === null ? undefined : document.getElementById(labelled)?.textContent) ??
    (element.id === "" ? undefined : document.querySelector(`label[for="${element.id}"]`)?.textContent) ??
    element.textContent;
  return text.replace(/ \*$/, "").trim();
}
