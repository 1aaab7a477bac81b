/** What a page is made of: the answers it shows, and its code. */
interface FirstPage {
  readonly asks: readonly string[];
  /** Shows what somebody comes for before the app has started; false when it could not. */
  readonly open?: () => Promise<boolean>;
  readonly load: () => Promise<unknown>;
}

const me = "/api/me";
const nodeTypes = "/api/node-types";

/** The page at an address, with all that it needs: whatever is named here is on its way before the app has started. */
export function firstPageAt(pathname: string): FirstPage {
  const [, place = "", id = "", part, version = ""] = pathname.split("/");
  if (place === "flows" && part === "versions")
    return {
      asks: [me, nodeTypes, `/api/flows/${id}/versions/${version}`],
      load: () => import("./editor/versions/version-page.tsx"),
    };
  if (place === "flows" && id !== "") {
    const flow = `/api/flows/${id}`;
    return {
      asks: [me, nodeTypes, flow],
      open: async () => (await import("./editor/open-early.ts")).openEarly(id, { me, nodeTypes, flow }),
      load: () => import("./editor/editor-page.tsx"),
    };
  }
  if (place === "runs" && id !== "")
    return { asks: [me, nodeTypes, `/api/runs/${id}`], load: () => import("./runs/run-page.tsx") };
  return { asks: [me], load: () => Promise.resolve() };
}
