/** What starts runs at a trigger, by the fields that are there: an event type, a hook, or neither. */
export function startOf<Text>({ eventType, hook }: { readonly eventType?: Text; readonly hook?: Text }) {
  if (eventType !== undefined) return { kind: "event", eventType } as const;
  if (hook !== undefined) return { kind: "webhook", hook } as const;
  return { kind: "manual" } as const;
}
