// The built-in node types, in the order of the palette.
import type { DefinedNode } from "../define-node.ts";
import { condition } from "./condition.ts";
import { delay } from "./delay.ts";
import { escalateToHuman } from "./escalate-to-human.ts";
import { eventTrigger } from "./event-trigger.ts";
import { exit } from "./exit.ts";
import { httpRequest } from "./http-request.ts";
import { manualTrigger } from "./manual-trigger.ts";
import { reorderStock } from "./reorder-stock.ts";
import { sendEmail } from "./send-email.ts";
import { sendOffer } from "./send-offer.ts";
import { setProfileField } from "./set-profile-field.ts";
import { waitForEvent } from "./wait-for-event.ts";
import { webhookTrigger } from "./webhook-trigger.ts";

/** Every node type that ships with Throughline. */
export const builtIns: readonly DefinedNode[] = [
  eventTrigger,
  webhookTrigger,
  manualTrigger,
  waitForEvent,
  delay,
  condition,
  sendOffer,
  sendEmail,
  escalateToHuman,
  reorderStock,
  httpRequest,
  setProfileField,
  exit,
];
