// Runs after the compiler, as the last step of the build.
import { writeFile } from "node:fs/promises";
import { BUNDLE_FILE, makeWorkflowBundle } from "./workflow-bundle.ts";

await writeFile(BUNDLE_FILE, await makeWorkflowBundle());
