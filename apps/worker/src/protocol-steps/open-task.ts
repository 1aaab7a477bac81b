import type { RunStore } from "@throughline/protocol";
import { nodeOf } from "./node-of.ts";
import type { ProtocolSteps } from "../workflow/protocol-calls.ts";
import type { ProtocolStepDeps } from "./index.ts";

type Deps = Omit<ProtocolStepDeps, "store"> & { readonly store: Pick<RunStore, "openTask"> };

/** Puts a task into its queue, its texts rendered with the values the run had. */
export function createOpenTask({ store, renderText, onRenderError }: Deps): ProtocolSteps["open-task"] {
  return async ({ run, step, scope, title, body, ...content }) => {
    // A protocol step may not park: a text that cannot be rendered is better than a case that nobody sees.
    const render = (text: string): Promise<string> =>
      renderText(text, scope).catch((error: unknown) => {
        onRenderError({ run, step }, error);
        return text;
      });
    return store.openTask({
      run,
      step,
      node: nodeOf(step),
      content: { ...content, title: await render(title), body: await render(body) },
    });
  };
}
