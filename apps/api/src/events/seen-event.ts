import type { EventViewRow } from "@throughline/db";
import type { SeenEvent } from "@throughline/flow";

/** The event as expressions saw it. */
export function toSeenEvent({
  id,
  source,
  type,
  time,
  subject,
  receivedAt,
  data,
  ext,
}: EventViewRow): SeenEvent {
  return {
    id,
    source,
    type,
    ...(time === null ? {} : { time }),
    ...(subject === null ? {} : { subject }),
    ...(ext === null ? {} : { ext }),
    receivedAt,
    data,
  };
}
