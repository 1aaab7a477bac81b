// @vitest-environment happy-dom
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { emptyDocument } from "@throughline/flow";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, it } from "vitest";
import { createDocumentStore } from "./document-store.ts";
import { EditorContext } from "./use-editor.ts";
import { useLeaveGuard } from "./use-leave-guard.ts";

beforeEach(
  () => void Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true, scrollTo: () => undefined }),
);

/** An open editor whose save answers what `isSaved` says, on a router with one more page. */
async function open(isSaved: () => boolean) {
  const store = createDocumentStore({
    document: emptyDocument("cart", "Cart"),
    revision: 1,
    nodeTypes: new Map(),
  });
  const save = (): Promise<boolean> => Promise.resolve(isSaved());
  function Editor() {
    const leaving = useLeaveGuard(save);
    return leaving === null ? (
      <p>drawing</p>
    ) : (
      <>
        <button onClick={leaving.stay}>stay</button>
        <button onClick={leaving.leave}>leave</button>
      </>
    );
  }
  const root = createRootRoute({
    component: () => (
      <EditorContext value={store}>
        <Outlet />
      </EditorContext>
    ),
  });
  const router = createRouter({
    routeTree: root.addChildren([
      createRoute({ getParentRoute: () => root, path: "/drawing", component: Editor }),
      createRoute({ getParentRoute: () => root, path: "/runs", component: () => <p>runs</p> }),
    ]),
    history: createMemoryHistory({ initialEntries: ["/drawing"] }),
  });
  const host = document.body.appendChild(document.createElement("div"));
  await act(async () => {
    createRoot(host).render(<RouterProvider router={router as never} />); // not the app's router, which the type names
    await router.load();
  });
  const go = (): Promise<void> =>
    act(async () => {
      void router.navigate({ to: "/runs" as never }); // as above
      await new Promise((resolve) => setTimeout(resolve));
    });
  const press = (name: string): Promise<void> =>
    act(async () => {
      [...host.querySelectorAll("button")].find(({ textContent }) => textContent === name)?.click();
      await new Promise((resolve) => setTimeout(resolve));
    });
  return { host, go, press };
}

it("leaving saves first, and goes when that worked", async () => {
  let saves = 0;
  const { host, go } = await open(() => {
    saves += 1;
    return true;
  });
  await go();
  expect(host.textContent).toBe("runs");
  expect(saves).toBe(1);
});

it("leaving is asked about when the drawing cannot be saved, and nothing is lost by staying", async () => {
  const { host, go, press } = await open(() => false);
  await go();
  expect(host.textContent).toBe("stayleave");
  await press("stay");
  expect(host.textContent).toBe("drawing");
  await go();
  await press("leave");
  expect(host.textContent).toBe("runs");
});
