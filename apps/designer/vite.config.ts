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
        // Few files instead of forty: what every page needs in one, what every drawing needs in another. What asks for
        // the first answers comes before all of them.
        codeSplitting: {
          groups: [
            { name: "early", test: /designer\/src\/api\/early/, priority: 3 },
            {
              name: "base",
              test: /node_modules\/(react|react-dom|scheduler|clsx|zod|zustand|@mantine|@floating-ui|@tanstack|@tabler)\/|designer\/src\/(api|ui)\/[^/]+$|packages\/contract\//,
              priority: 2,
            },
            {
              name: "drawing",
              test: /node_modules\/(@xyflow|d3-[a-z]+)\/|designer\/src\/ui\/drawing\//,
              priority: 1,
            },
          ],
        },
      },
    },
  },
});
