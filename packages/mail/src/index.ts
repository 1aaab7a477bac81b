// Mail as it is written and handed over, the same for the worker that sends it and the API that shows it beforehand.
export { parseMailAddress, parseSender } from "./mail-address.ts";
export type { MailAddress } from "./mail-address.ts";
export { showLinks, TEST_TOKEN, trackLinks } from "./mail-links.ts";
export { renderMarked } from "./render-marked.ts";
export { createRenderer, MISSING_VALUE, MissingValueError, RENDERER_BUSY } from "./render.ts";
export type { Renderer } from "./render.ts";
export { createSmtp, GoneError } from "./smtp.ts";
export type { Smtp, SmtpMessage } from "./smtp.ts";
export { readEnvelope, writeMail } from "./write-mail.ts";
export type { Envelope } from "./write-mail.ts";
