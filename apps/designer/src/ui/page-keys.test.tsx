// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, it } from "vitest";
import { usePageKeys } from "./page-keys.ts";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
const ran: string[] = [];

function Example({ isCovered }: { readonly isCovered: boolean }) {
  usePageKeys([
    ["Enter", () => ran.push("Enter")],
    ["ArrowDown", () => ran.push("ArrowDown")],
    ["Delete", () => ran.push("Delete")],
  ]);
  return (
    <>
      <button>Take it</button>
      <div className="node" />
      {isCovered && <section role="dialog" aria-modal="true" />}
    </>
  );
}

/** Presses a key on what the selector finds; gives what the page did, and whether the browser may act on it too. */
function press(selector: string, key: string): { readonly ran: readonly string[]; readonly isFree: boolean } {
  ran.length = 0;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  act(() => void document.querySelector(selector)?.dispatchEvent(event));
  return { ran: [...ran], isFree: !event.defaultPrevented };
}

it("Enter presses the button that has the focus, and is a shortcut elsewhere", () => {
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  const show = (isCovered: boolean): void =>
    act(() =>
      root.render(
        <MantineProvider>
          <Example isCovered={isCovered} />
        </MantineProvider>,
      ),
    );
  show(false);
  expect(press("body", "Enter")).toEqual({ ran: ["Enter"], isFree: false });
  expect(press("button", "Enter")).toEqual({ ran: [], isFree: true });
  expect(press("button", "ArrowDown").ran).toEqual(["ArrowDown"]);
  expect(press(".node", "Enter").ran).toEqual(["Enter"]);
  show(true);
  expect(press("body", "Delete")).toEqual({ ran: [], isFree: true });
});
