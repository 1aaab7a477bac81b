import type { StackKeys } from "./keys.ts";
import type { StackFile } from "./stack-file.ts";

/** Where examples play a supplier. Flows may call no other private address, so that they find no service of yours. */
const EXAMPLE_SUPPLIER = "127.0.0.1:4499";

/** What API and worker are started with: yours where you may choose, the stack's where only it knows. */
export function appEnvironment(
  yours: NodeJS.ProcessEnv,
  keys: StackKeys,
  { nodeFolder, ...addresses }: StackFile & { readonly nodeFolder: string },
): NodeJS.ProcessEnv {
  return {
    NODE_ENV: "production",
    LOG_LEVEL: "info",
    TEMPORAL_NAMESPACE: "default",
    MAIL_FROM: "Throughline <journeys@throughline.localhost>",
    ALLOW_PRIVATE_ADDRESSES: EXAMPLE_SUPPLIER,
    ...yours,
    TZ: "UTC",
    DATABASE_URL: addresses.postgres,
    TEMPORAL_ADDRESS: addresses.temporal,
    TEMPORAL_UI_URL: addresses.temporalUi,
    SMTP_URL: addresses.smtp,
    ...(addresses.mail === "" ? {} : { MAIL_URL: addresses.mail }),
    PUBLIC_URL: addresses.designer,
    THROUGHLINE_SECRET_KEY: yours["THROUGHLINE_SECRET_KEY"] ?? keys.secretKey,
    THROUGHLINE_ADMIN_KEY: keys.adminKey,
    THROUGHLINE_WRITE_KEY: keys.writeKey,
    THROUGHLINE_NODE_FOLDER: nodeFolder,
    THROUGHLINE_LOCAL_OWNER: "1",
  };
}
