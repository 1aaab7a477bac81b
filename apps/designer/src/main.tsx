import "./ui/tokens.css";
import { askEarly } from "./api/early.ts";
import { endOpening } from "./editor/opening.ts";
import { firstPageAt } from "./first-page.ts";
import { showFirstColours } from "./ui/first-colours.ts";
import { firstRest } from "./ui/first-rest.ts";

const root = document.getElementById("root");
if (root === null) throw new Error('Cannot start the designer: the page has no element "root"');
showFirstColours();

// The code of the page and its answers are on their way at the same time.
const page = firstPageAt(window.location.pathname);
askEarly(page.asks);
// What somebody comes for is there first, and answers them before anything else.
if (await page.open?.()) await firstRest();
const app = import("./start.tsx");
// The router loads the page again when it needs it, and says what went wrong.
page.load().catch(() => undefined);
try {
  const { start } = await app;
  start(root);
} catch (error) {
  // Whoever went on drawing would draw for nothing: nobody saves it.
  endOpening();
  root.textContent = "Throughline could not be loaded. Check the connection, then reload the page.";
  throw error;
}
