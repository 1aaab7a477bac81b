// Runs inside the measured page, from before its first script: both sides are watched by the same code. The benchmark
// reads `watch` by its name.

const paths = {
  node: ".react-flow__node",
  selected: ".react-flow__node.selected",
  panel: 'aside[aria-label="Details"] .tl-step-icon',
} as const;

const watch = {
  /** When things could be seen, in ms since the navigation began. */
  seen: { node: null, selected: null, panel: null } as Record<keyof typeof paths, number | null>,
  /** When each frame began. */
  frames: [] as number[],
  clickableNode,
};
Object.assign(window, { watch });

const found = new Set<string>();
requestAnimationFrame(look);

/** What is there when a frame begins is painted with it, so its time is that of the next frame. */
function look(now: number): void {
  watch.frames.push(now);
  for (const name of ["node", "selected", "panel"] as const) {
    if (watch.seen[name] !== null) continue;
    if (found.has(name)) {
      watch.seen[name] = now;
      document.documentElement.setAttribute(`data-seen-${name}`, "");
    } else if (isShown(document.querySelector(paths[name]))) found.add(name);
  }
  requestAnimationFrame(look);
}

function isShown(element: Element | null): boolean {
  return element !== null && getComputedStyle(element).visibility === "visible";
}

/** The middle of a node that can be clicked, that is, nothing lies over it: of those, the one nearest to the middle of the drawing. */
function clickableNode(): { readonly x: number; readonly y: number } | null {
  const room = document.querySelector(".react-flow")?.getBoundingClientRect();
  if (room === undefined) return null;
  const off = ({ x, y }: { readonly x: number; readonly y: number }): number =>
    Math.hypot(x - room.x - room.width / 2, y - room.y - room.height / 2);
  return (
    [...document.querySelectorAll(".react-flow__node")]
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { element, middle: { x: x + width / 2, y: y + height / 3 } };
      })
      .toSorted((a, b) => off(a.middle) - off(b.middle))
      .find(
        ({ element, middle }) =>
          document.elementFromPoint(middle.x, middle.y)?.closest(".react-flow__node") === element,
      )?.middle ?? null
  );
}
