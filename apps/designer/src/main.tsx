import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./ui/tokens.css";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { App } from "./app.tsx";

// zod would probe for code generation, which the content security policy forbids.
z.config({ jitless: true });

const root = document.getElementById("root");
if (root === null) throw new Error('Cannot start the designer: the page has no element "root"');
createRoot(root).render(<App />);
