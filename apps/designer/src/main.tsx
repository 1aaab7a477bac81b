import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./ui/tokens.css";
import { askEarly } from "./api/early.ts";
import { firstPageAt } from "./first-page.ts";

// The app, the code of the page and its answers are on their way at the same time.
const page = firstPageAt(window.location.pathname);
askEarly(page.asks);
const app = import("./start.tsx");
// The router loads the page again when it needs it, and says what went wrong.
page.load().catch(() => undefined);

const root = document.getElementById("root");
if (root === null) throw new Error('Cannot start the designer: the page has no element "root"');
const { start } = await app;
start(root);
