/** By this our styles know whether the page is light or dark; Mantine sets it too. */
export const COLOURS_ATTRIBUTE = "data-mantine-color-scheme";
/** Where Mantine keeps what a person chose: light, dark or auto. */
const KEPT_AS = "mantine-color-scheme-value";

/** Colours the page as the person chose it or the system has it, before anything is shown. */
export function showFirstColours(): void {
  const chosen = localStorage.getItem(KEPT_AS);
  const isDark =
    chosen === "dark" || (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute(COLOURS_ATTRIBUTE, isDark ? "dark" : "light");
}
