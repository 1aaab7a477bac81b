import { useDeferredValue } from "react";

/**
 * False in the first picture of a page, true right after: for what can come a moment later than what the page is there for.
 * Somebody who clicks meanwhile is answered first.
 */
export function useLater(): boolean {
  return useDeferredValue(true, false);
}
