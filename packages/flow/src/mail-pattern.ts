// What an e-mail address looks like to a form; the worker reads it closely before it sends.
// No \p{L}: schemas carry patterns without flags. Letters outside ASCII may stand in both parts (RFC 6531).
const LOCAL = '[^\\s@<>(),;:"\\\\\\[\\]\\x00-\\x1f\\x7f]+';
const DOMAIN = '[^\\s@<>(),;:"\\\\\\[\\]\\x00-\\x1f\\x7f]+';
const ADDRESS = `${LOCAL}@${DOMAIN}`;

/** One address. */
export const ADDRESS_PATTERN = new RegExp(`^\\s*${ADDRESS}\\s*$`);
/** None, one, or some with commas between them. */
export const ADDRESSES_PATTERN = new RegExp(`^\\s*(?:${ADDRESS}\\s*(?:,\\s*${ADDRESS}\\s*)*)?$`);
/** An address, or a name and an address in angle brackets. */
export const SENDER_PATTERN = new RegExp(`^\\s*(?:[^<>\\r\\n\\x00]*<${ADDRESS}>|${ADDRESS})\\s*$`);
