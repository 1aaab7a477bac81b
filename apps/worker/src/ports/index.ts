// The ports of a step, made of what the worker keeps open.
import { keepSentInput } from "@throughline/db";
import type { SentInput, Sql } from "@throughline/db";
import { createRenderer, createSmtp, parseSender } from "@throughline/mail";
import type { Renderer } from "@throughline/mail";
import { createOutbound, parseAllowList, parseSealingKeys } from "@throughline/nodes";
import type { Ports } from "@throughline/nodes";
import type { TransactStore } from "@throughline/protocol";
import { createHttpPort } from "./http.ts";
import { createMailPort } from "./mail.ts";
import { createOffersPort } from "./offers.ts";
import { createProfilesPort } from "./profiles.ts";
import { createSecretsPort } from "./secrets.ts";
import type { StepContext } from "./step-context.ts";
import { createStockPort } from "./stock.ts";

export interface PortsOptions {
  readonly sql: Sql;
  readonly store: TransactStore;
  readonly smtpUrl: string;
  readonly mailFrom: string;
  readonly publicUrl: string;
  /** `THROUGHLINE_SECRET_KEY` as it is in the environment. */
  readonly secretKeys: string;
  readonly allowPrivateAddresses: readonly string[];
}

export interface PortsHouse {
  readonly renderer: Renderer;
  /** The ports of one try of one step. */
  forStep(context: StepContext): Ports;
  /** Keeps what a step sent, for its run's page. */
  keepSent(row: SentInput): Promise<void>;
  close(): Promise<void>;
}

/** Opens what steps need: the template thread, the mail pool, the client for calls out. */
export function createPorts(options: PortsOptions): PortsHouse {
  const { sql, store, publicUrl } = options;
  const from = parseSender(options.mailFrom);
  const keys = parseSealingKeys(options.secretKeys);
  const outbound = createOutbound({ allow: parseAllowList(options.allowPrivateAddresses.join(",")) });
  const renderer = createRenderer();
  const smtp = createSmtp({ url: options.smtpUrl });
  return {
    renderer,
    forStep: (context) => ({
      mail: createMailPort({ sql, renderer, smtp, from, publicUrl }, context),
      http: createHttpPort(outbound, context),
      profiles: createProfilesPort(store),
      offers: createOffersPort(sql, context),
      stock: createStockPort(sql, context),
      secrets: createSecretsPort(sql, keys),
    }),
    keepSent: (row) => keepSentInput(sql, row),
    close: async () => {
      smtp.close();
      await Promise.all([outbound.close(), renderer.close()]);
    },
  };
}
