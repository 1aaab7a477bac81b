import type { FlowDocument } from "@throughline/flow";
import type { Command } from "./command.ts";

/** Changes the flow's name, description or settings; an empty name is left as it was. */
export const setFlow: Command<{
  readonly name?: string;
  readonly description?: string;
  readonly settings?: Partial<FlowDocument["settings"]>;
}> = {
  title: (_document, { name, settings }) =>
    settings !== undefined
      ? "Change the flow's settings"
      : name !== undefined
        ? "Rename the flow"
        : "Describe the flow",
  apply: (document, { name, description, settings }) => {
    const next: FlowDocument = {
      ...document,
      ...(name === undefined || name.trim() === "" ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(settings === undefined ? {} : { settings: { ...document.settings, ...settings } }),
    };
    if (description === "") delete next.description;
    return JSON.stringify(next) === JSON.stringify(document) ? document : next;
  },
};
