import { z } from "zod";
import { deadlineRule } from "../deadline-rule.ts";
import { defineNode } from "../define-node.ts";
import { field } from "../field.ts";

/** Asks a person to decide. */
export const escalateToHuman = defineNode({
  type: "escalate-to-human",
  version: 1,
  title: "Ask a person",
  description: "Puts a task into a queue and goes on with what the person decides, or when it is overdue.",
  icon: "user-question",
  category: "people",
  instruction: "task",
  config: z.object({
    queue: z
      .string()
      .min(1)
      .max(300)
      .meta({
        title: "Queue",
        description:
          "Whose inbox it goes to; {{ trigger.data.ward }} takes it from the data. A new name makes a new queue.",
        "x-ui": { widget: "queue", placeholder: "sales", template: true },
      }),
    title: field.text({
      title: "Title",
      description: "One line that says what to decide.",
      template: true,
      max: 300,
      placeholder: "Call {{ subject }} about the cart",
    }),
    body: field.longText({ title: "What they need to know", template: true, max: 20_000 }),
    form: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({
        title: "Form",
        description: "What to fill in; comes back as values.",
        "x-ui": { widget: "form" },
      }),
    decisions: z
      .array(
        z.object({
          key: field.port({ title: "Leaves by", placeholder: "approve" }),
          label: field.text({ title: "Button", max: 60, placeholder: "Approve" }),
        }),
      )
      .min(1)
      .max(8)
      .meta({ title: "Decisions", description: "One button and one port for each." }),
    due: deadlineRule({
      title: "Due",
      description: "Then the run leaves by “overdue”. Empty: no deadline.",
    }).optional(),
    escalate: z
      .array(
        z.object({
          after: field.span({ title: "After", placeholder: "PT2H" }),
          to: z
            .string()
            .min(1)
            .max(63)
            .meta({ title: "Move to", "x-ui": { widget: "queue" } }),
        }),
      )
      .max(5)
      .optional()
      .meta({
        title: "If nobody decides",
        description: "Moves the task to another queue after a while.",
        "x-ui": { item: "Move", advanced: true },
      }),
  }),
  portTitles: { overdue: "overdue" },
  // Nobody decided when it is overdue.
  output: z.object({
    decision: z.string().nullable(),
    values: z.record(z.string(), z.unknown()),
    by: z.string().nullable(),
    at: z.string(),
  }),
  sample: {
    config: {
      queue: "sales",
      title: "Cart of {{ trigger.data.total }} left behind",
      body: "Customer {{ subject }} left a large cart. Call them?",
      form: { type: "object", properties: { note: { type: "string", title: "Note" } } },
      decisions: [
        { key: "called", label: "I called" },
        { key: "drop", label: "Leave it" },
      ],
      due: "P1D",
    },
    output: {
      decision: "called",
      values: { note: "will order on Monday" },
      by: "ada@example.com",
      at: "2026-01-05T12:00:00Z",
    },
  },
  docs: "A decision counts if it is made before the deadline. When the run ends in another way, its open tasks are withdrawn.",
});
