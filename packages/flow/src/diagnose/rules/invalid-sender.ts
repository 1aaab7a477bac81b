import { SENDER_PATTERN } from "../../mail-pattern.ts";
import { documentRule } from "../rule.ts";

const names = { from: "Sender", replyTo: "Reply to" } as const;

/** A sender in the settings that no mail could come from. */
export const invalidSender = documentRule(({ document }) => {
  const { sender = {} } = document.settings;
  return (["from", "replyTo"] as const).flatMap((field) => {
    const text = sender[field];
    if (text === undefined || SENDER_PATTERN.test(text)) return [];
    return [
      {
        severity: "error" as const,
        code: "invalid-sender",
        message: `${names[field]} of the flow is "${text}", which is no address: write shop@example.com, or Shop <shop@example.com>`,
        field: `settings.sender.${field}`,
      },
    ];
  });
});
