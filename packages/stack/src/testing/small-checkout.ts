// A checkout of our own for tests of `npm start`: these sources, and apps of a few lines in place of the real ones.
import { chmod, cp, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const APP = `
import { createServer } from "node:http";
const link = JSON.stringify({ url: process.env.PUBLIC_URL + "/sign-in?once=1" });
createServer((request, response) => response.end(request.url === "/internal/sign-in-link" ? link : "ok"))
  .listen(Number(process.env.PORT ?? process.env.HEALTH_PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;

/** Makes the checkout in an empty folder; returns the program that starts its stack. */
export async function makeSmallCheckout(folder: string): Promise<string> {
  const stack = fileURLToPath(new URL("../..", import.meta.url));
  await cp(stack, join(folder, "packages/stack"), {
    recursive: true,
    filter: (source) => !source.includes("node_modules") && !source.includes("/dist"),
  });
  for (const app of ["api", "worker", "designer"]) {
    await write(join(folder, "apps", app, "package.json"), '{ "type": "module" }');
    await write(join(folder, "apps", app, "dist", app === "designer" ? "index.html" : "main.js"), APP);
  }
  const modules = fileURLToPath(new URL("../../../../node_modules", import.meta.url));
  await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
  for (const name of await readdir(modules)) {
    if (!name.startsWith(".")) await symlink(join(modules, name), join(folder, "node_modules", name));
  }
  // Nothing is to be compiled here.
  await write(join(folder, "node_modules/.bin/turbo"), "#!/bin/sh\nexit 0\n");
  await chmod(join(folder, "node_modules/.bin/turbo"), 0o755);
  return join(folder, "packages/stack/src/main.ts");
}

async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}
