// Mail as it is written and handed over, the same for the worker that sends it and the API that shows it beforehand.
export { parseMailAddress, parseMailAddresses, parseNamedAddress, parseSender } from "./mail-address.ts";
export type { MailAddress } from "./mail-address.ts";
export { trackLinks, UNSUBSCRIBE_PLACEHOLDER } from "./mail-links.ts";
export { htmlToPlain } from "./html-to-plain.ts";
export { createRenderer, MISSING_VALUE } from "./render.ts";
export type { Renderer } from "./render.ts";
export { createSmtp } from "./smtp.ts";
export type { Smtp, SmtpMessage } from "./smtp.ts";
