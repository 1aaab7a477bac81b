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

/** The middle of a node that can be clicked: nothing lies over it. */
function clickableNode(): { readonly x: number; readonly y: number } | null {
  for (const element of document.querySelectorAll(".react-flow__node")) {
    const { x, y, width, height } = element.getBoundingClientRect();
    const middle = { x: x + width / 2, y: y + height / 3 };
    if (document.elementFromPoint(middle.x, middle.y)?.closest(".react-flow__node") === element)
      return middle;
  }
  return null;
}
