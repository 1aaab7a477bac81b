// Nothing moves under a pressed pointer: what a person pressed is still there when they let go, so the click hits what they
// saw. Leaving a field shows what is wrong with it, and the press that leaves it would miss.

let isPressed = false;
const waiting = new Set<() => void>();

/** Follows the pointer of this window, for `onceReleased`. */
export function followPointer(): void {
  window.addEventListener(
    "pointerdown",
    () => {
      isPressed = true;
    },
    true,
  );
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, letGo, true);
}

function letGo(): void {
  isPressed = false;
  // The click comes right after.
  setTimeout(() => {
    if (isPressed) return;
    const due = [...waiting];
    waiting.clear();
    for (const run of due) run();
  });
}

/** Runs what may move the page: at once, or after the click of the pointer that is pressed. Gives what takes it back. */
export function onceReleased(run: () => void): () => void {
  if (!isPressed) {
    run();
    return () => undefined;
  }
  waiting.add(run);
  return () => void waiting.delete(run);
}
