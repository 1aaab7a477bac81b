// A real SMTP server whose manners a test chooses.
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { simpleParser } from "mailparser";
import type { ParsedMail } from "mailparser";

/** How the server behaves to one message; the last one given stays. */
export type SmtpManners =
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

export interface ReceivedMail {
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

type Books = Pick<SmtpSink, "accepted" | "orphaned" | "manners">;

function converse(socket: Socket, books: Books): void {
  const manner = (): SmtpManners => books.manners[0] ?? "accept";
  const done = (): void => {
    if (books.manners.length > 1) books.manners.shift();
  };
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  if (manner() === "421-greeting") {
    say("421 try later");
    socket.end();
    done();
    return;
  }
  say("220 sink");
  let buffer = "";
  let recipients: string[] = [];
  let isInData = false;
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    buffer += chunk;
    for (;;) {
      if (isInData) {
        if (manner() === "close-in-data") {
          done();
          socket.destroy();
          return;
        }
        const end = buffer.indexOf("\r\n.\r\n");
        if (end < 0) return;
        const raw = buffer.slice(0, end + 2).replace(/^\.\./gm, ".");
        buffer = buffer.slice(end + 5);
        isInData = false;
        take(raw);
        recipients = [];
        continue;
      }
      const line = buffer.indexOf("\r\n");
      if (line < 0) return;
      const command = buffer.slice(0, line);
      buffer = buffer.slice(line + 2);
      hear(command);
    }
  });

  function hear(command: string): void {
    const verb = command.slice(0, 4).toUpperCase();
    if (verb === "EHLO" || verb === "HELO") say("250 sink");
    else if (verb === "RCPT") {
      if (manner() === "450-rcpt" || manner() === "550-rcpt") {
        say(manner() === "450-rcpt" ? "450 greylisted" : "550 no such user");
        done();
      } else {
        recipients.push(/<([^>]*)>/.exec(command)?.[1] ?? "");
        say("250 ok");
      }
    } else if (verb === "DATA") {
      if (manner() === "close-before-data") {
        done();
        socket.destroy();
        return;
      }
      isInData = true;
      say("354 go on");
    } else if (verb === "QUIT") {
      say("221 bye");
      socket.end();
    } else say("250 ok");
  }

  function take(raw: string): void {
    const mail: ReceivedMail = { recipients, raw, parse: () => simpleParser(Buffer.from(raw, "latin1")) };
    const how = manner();
    done();
    if (how === "451-after-data") say("451 later");
    else if (how === "552-after-data") say("552 too large");
    else if (how === "close-after-dot") {
      books.orphaned.push(mail);
      socket.destroy();
    } else if (how === "silent-after-dot") books.orphaned.push(mail);
    else {
      books.accepted.push(mail);
      say("250 taken");
    }
  }
}
