// A real SMTP server whose manners a test chooses.
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { simpleParser } from "mailparser";
import type { ParsedMail } from "mailparser";

/** How the server behaves to one message; the last one given stays. */
type SmtpManners =
  | "accept"
  | "421-greeting"
  | "450-rcpt"
  | "550-rcpt"
  | "451-after-data"
  | "552-after-data"
  | "close-before-data"
  | "close-in-data"
  | "close-after-dot"
  | "silent-after-dot";

interface ReceivedMail {
  readonly recipients: readonly string[];
  readonly raw: string;
  parse(): Promise<ParsedMail>;
}

export interface SmtpSink {
  readonly url: string;
  readonly port: number;
  /** What it took with a 250, and what it had in full when it broke off. */
  readonly accepted: ReceivedMail[];
  readonly orphaned: ReceivedMail[];
  /** What it says it can do, such as `SMTPUTF8`. */
  readonly offers: string[];
  /** One per connection (greeting) or message, taken from the front. */
  readonly manners: SmtpManners[];
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const sockets = new Set<Socket>();
  const sink = {
    accepted: [] as ReceivedMail[],
    orphaned: [] as ReceivedMail[],
    offers: [] as string[],
    manners: ["accept"] as SmtpManners[],
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => undefined);
    converse(socket, sink);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...sink,
    port,
    url: `smtp://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Books = Pick<SmtpSink, "accepted" | "orphaned" | "offers" | "manners">;

/** One connection. */
interface Talk {
  readonly socket: Socket;
  readonly books: Books;
  buffer: string;
  recipients: string[];
  isInData: boolean;
}

const manner = ({ books }: Talk): SmtpManners => books.manners[0] ?? "accept";
const say = ({ socket }: Talk, line: string): void => void socket.write(`${line}\r\n`);

function nextManner({ books }: Talk): void {
  if (books.manners.length > 1) books.manners.shift();
}

function converse(socket: Socket, books: Books): void {
  const talk: Talk = { socket, books, buffer: "", recipients: [], isInData: false };
  if (manner(talk) === "421-greeting") {
    say(talk, "421 try later");
    socket.end();
    nextManner(talk);
    return;
  }
  say(talk, "220 sink");
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    talk.buffer += chunk;
    while (talk.isInData ? takeMessage(talk) : takeLine(talk));
  });
}

function takeLine(talk: Talk): boolean {
  const end = talk.buffer.indexOf("\r\n");
  if (end < 0) return false;
  const command = talk.buffer.slice(0, end);
  talk.buffer = talk.buffer.slice(end + 2);
  return hear(talk, command);
}

/** False when the conversation is over. */
function hear(talk: Talk, command: string): boolean {
  switch (command.slice(0, 4).toUpperCase()) {
    case "EHLO":
      for (const offer of talk.books.offers) say(talk, `250-${offer}`);
      say(talk, "250 sink");
      return true;
    case "RCPT":
      hearRecipient(talk, command);
      return true;
    case "DATA":
      if (manner(talk) === "close-before-data") return breakOff(talk);
      talk.isInData = true;
      say(talk, "354 go on");
      return true;
    case "QUIT":
      say(talk, "221 bye");
      talk.socket.end();
      return false;
    default:
      say(talk, "250 ok");
      return true;
  }
}

function hearRecipient(talk: Talk, command: string): void {
  const how = manner(talk);
  if (how === "450-rcpt" || how === "550-rcpt") {
    say(talk, how === "450-rcpt" ? "450 greylisted" : "550 no such user");
    nextManner(talk);
    return;
  }
  // Read as latin1, byte by byte; an address is UTF-8.
  talk.recipients.push(Buffer.from(/<([^>]*)>/.exec(command)?.[1] ?? "", "latin1").toString());
  say(talk, "250 ok");
}

function breakOff(talk: Talk): false {
  nextManner(talk);
  talk.socket.destroy();
  return false;
}

function takeMessage(talk: Talk): boolean {
  if (manner(talk) === "close-in-data") return breakOff(talk);
  const end = talk.buffer.indexOf("\r\n.\r\n");
  if (end < 0) return false;
  const raw = talk.buffer.slice(0, end + 2).replace(/^\.\./gm, ".");
  const mail: ReceivedMail = {
    recipients: talk.recipients,
    raw,
    parse: () => simpleParser(Buffer.from(raw, "latin1")),
  };
  talk.buffer = talk.buffer.slice(end + 5);
  talk.recipients = [];
  talk.isInData = false;
  return answerMessage(talk, mail);
}

function answerMessage(talk: Talk, mail: ReceivedMail): boolean {
  const how = manner(talk);
  if (how === "close-after-dot" || how === "silent-after-dot") {
    talk.books.orphaned.push(mail);
    if (how === "close-after-dot") return breakOff(talk);
    nextManner(talk);
    return true;
  }
  nextManner(talk);
  if (how === "451-after-data") say(talk, "451 later");
  else if (how === "552-after-data") say(talk, "552 too large");
  else {
    talk.books.accepted.push(mail);
    say(talk, "250 taken");
  }
  return true;
}
