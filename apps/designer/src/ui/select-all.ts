import type { FocusEvent } from "react";

/** For text that was filled in for a person: what they type takes its place. */
export function selectAll(event: FocusEvent<HTMLInputElement>): void {
  const input = event.currentTarget;
  const before = input.value;
  // A click puts the caret after the focus came, so the text is selected when that is done.
  requestAnimationFrame(() => {
    if (document.activeElement === input && input.value === before) input.select();
  });
}
