import { lowerDeadline } from "../deadline-fields.ts";
import type { Lowering } from "../lowering.ts";
import { taskFields } from "./fields.ts";

export const task: Lowering<"task"> = {
  fields: taskFields,
  expressions: [
    { path: "due", expected: "duration", sees: "run" },
    { path: "due.until", expected: "moment", sees: "run" },
  ],
  lower: ({ config, scopePaths }) => {
    const { queue, title, body, form, decisions, due, escalate } = taskFields.parse(config);
    return {
      op: "task",
      queue,
      title,
      body,
      form,
      decisions,
      ...(due === undefined ? {} : { due: lowerDeadline(due) }),
      escalate,
      scopePaths,
    };
  },
};
