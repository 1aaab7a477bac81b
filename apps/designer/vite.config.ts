import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

// Where the API listens while the designer is served by Vite's own server.
const api = process.env["THROUGHLINE_API"] ?? "http://127.0.0.1:4400";
const passedOn = ["/api", "/v1", "/hooks", "/openapi.json", "/docs", "/sign-in/"];

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ["@throughline/source", ...defaultClientConditions] },
  server: {
    port: 4410,
    host: "127.0.0.1",
    proxy: Object.fromEntries(
      passedOn.map((path) => [path, { target: api, changeOrigin: true, headers: { origin: api } }]),
    ),
  },
  // No inlined assets: the content security policy of the API allows files of its own only.
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Few files instead of forty, in the order in which an editor needs them: what asks for the first answers, React,
        // the drawing, then what every page needs. A group takes along whatever its files import.
        codeSplitting: {
          groups: [
            {
              name: "early",
              test: /designer\/src\/(api\/early|editor\/opening|ui\/first-[a-z]+)\.ts/,
              priority: 5,
            },
            { name: "react", test: /node_modules\/(react|react-dom|scheduler|zustand)\//, priority: 4 },
            { name: "drawing", test: /designer\/src\/editor\/open-early\.ts/, priority: 3 },
            {
              name: "base",
              test: /node_modules\/(clsx|zod|@mantine|@floating-ui|@tanstack|@tabler)\/|designer\/src\/(api|ui)\/[^/]+\.tsx?$|packages\/contract\//,
              priority: 2,
            },
          ],
        },
      },
    },
  },
});
