/** How everything is shown at once: never larger than it is. */
export const FIT = { padding: 0.15, maxZoom: 1 };
