import { createRoot } from "react-dom/client";
import { z } from "zod";
import { App } from "./app.tsx";
import "./ui/mantine.css";
import { followPointer } from "./ui/once-released.ts";

/** Shows the designer in an element of the page. */
export function start(root: Element): void {
  // zod would probe for code generation, which the content security policy forbids.
  z.config({ jitless: true });
  followPointer();
  createRoot(root).render(<App />);
}
