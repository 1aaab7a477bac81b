// How long a wait or a task may take, as the form offers it.
import { OFFSET_PATTERN } from "@throughline/flow";
import { z } from "zod";
import { field } from "./field.ts";

/** Whose clocks count. */
function whoseZone() {
  return field
    .choice({
      title: "Time zone",
      description:
        "The subject's is the one that the profile says (timeZone); without one, the flow's counts.",
      labels: { flow: "The flow's", subject: "The subject's" },
    })
    .optional();
}

/** A duration, a date in the data, or the next time of day. */
export function deadlineRule(look: { readonly title: string; readonly description: string }) {
  return z
    .union([
      field.span({ title: "For", placeholder: "PT30M", computed: true }),
      z
        .strictObject({
          until: field.instant({
            title: "Until",
            description: "A date in the data, e.g. trigger.data.departsAt.",
          }),
          offset: z
            .string()
            .regex(OFFSET_PATTERN)
            .optional()
            .meta({
              title: "Offset",
              description: "Earlier (-P1D) or later (PT2H) than that date.",
              "x-ui": { widget: "duration" },
            }),
          zone: whoseZone(),
        })
        .meta({ title: "Until a date" }),
      z
        .strictObject({
          at: z
            .string()
            .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
            .meta({
              title: "At",
              description: "Local time in the flow's time zone.",
              "x-ui": { widget: "time", placeholder: "09:00" },
            }),
          weekdays: z
            .array(z.int().min(1).max(7))
            .min(1)
            .max(7)
            .optional()
            .meta({
              title: "On",
              description: "Weekdays, 1 is Monday; none means every day.",
              "x-ui": { widget: "weekdays" },
            }),
          zone: whoseZone(),
        })
        .meta({ title: "At the next time of day" }),
    ])
    .meta({ title: look.title, description: look.description, "x-ui": { widget: "deadline" } });
}
