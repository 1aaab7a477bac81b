import { useSyncExternalStore } from "react";
import { COLOURS_ATTRIBUTE } from "./first-colours.ts";

/** Whether the page is light or dark now; for what is drawn without Mantine. */
export function useColourScheme(): "light" | "dark" {
  return useSyncExternalStore(follow, () =>
    document.documentElement.getAttribute(COLOURS_ATTRIBUTE) === "dark" ? "dark" : "light",
  );
}

function follow(tell: () => void): () => void {
  const observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributeFilter: [COLOURS_ATTRIBUTE] });
  return () => observer.disconnect();
}
