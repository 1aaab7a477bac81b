// Where mails are written and handed over for people who want to see one: the worker's own code, in its limited thread.
import { createRenderer, createSmtp, parseSender } from "@throughline/mail";
import type { MailAddress, Renderer, Smtp } from "@throughline/mail";
import type { Config } from "../config.ts";
import { createQuota } from "./quota.ts";
import type { Quota } from "./quota.ts";

export interface MailDesk {
  /** Starts its thread when it is first asked for. */
  renderer(): Renderer;
  /** Null: there is no mail server for this process. */
  readonly smtp: Smtp | null;
  readonly from: MailAddress | null;
  /** Of test mails, by person. */
  readonly quota: Quota;
  close(): Promise<void>;
}

/** More texts than this do not wait for the thread; whoever comes then is told to come back. */
const MOST_WAITING = 40;

/** Opens what the configuration has. */
export function openMailDesk({ smtpUrl, mailFrom }: Pick<Config, "smtpUrl" | "mailFrom">): MailDesk {
  const from = mailFrom === null ? null : parseSender(mailFrom);
  const smtp = smtpUrl === null ? null : createSmtp({ url: smtpUrl, limitMs: 20_000 });
  let renderer: Renderer | null = null;
  return {
    renderer: () => (renderer ??= createRenderer({ mostWaiting: MOST_WAITING })),
    smtp,
    from,
    quota: createQuota({ most: 10, windowMs: 600_000 }),
    close: async () => {
      smtp?.close();
      await renderer?.close();
    },
  };
}
