// The sinks: a real SMTP server and a real HTTP server in a process of their own, never a target of faults. Every message
// is written to a file before it is answered.
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

const [file] = process.argv.slice(2);
if (file === undefined) throw new TypeError("Cannot start the sinks: name the file to write to");

function record(line: object): void {
  appendFileSync(file as string, JSON.stringify({ t: Date.now(), ...line }) + "\n"); // checked above
}

/** `run/node.visit/name` → its run and step. */
function ofKey(key: string): { readonly run: string; readonly step: string } {
  const [run = "", step = ""] = key.split("/");
  return { run, step };
}

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  onData(stream, _session, done) {
    simpleParser(stream).then(
      (mail) => {
        const header = mail.headers.get("x-throughline-key");
        const key = typeof header === "string" ? header : "";
        record({
          sink: "smtp",
          key,
          ...ofKey(key),
          messageId: mail.messageId ?? null,
          to: mail.to && "text" in mail.to ? mail.to.text : null,
          html: mail.html || null,
        });
        done();
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  },
});
const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const key = String(request.headers["idempotency-key"] ?? "");
    record({
      sink: "http",
      key,
      ...ofKey(key),
      messageId: null,
      url: request.url,
      signature: request.headers["webhook-signature"] ?? null,
      body: Buffer.concat(chunks).toString("utf8"),
    });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ accepted: true, reference: `order-${key.slice(-40)}` }));
  });
});

smtp.listen(0, "127.0.0.1", () => {
  http.listen(0, "127.0.0.1", () => {
    const smtpAddress = smtp.server.address();
    const httpAddress = http.address();
    if (
      smtpAddress === null ||
      typeof smtpAddress === "string" ||
      httpAddress === null ||
      typeof httpAddress === "string"
    )
      throw new Error("Cannot start the sinks: no port");
    console.log(
      JSON.stringify({
        smtp: `smtp://127.0.0.1:${smtpAddress.port}`,
        http: `http://127.0.0.1:${httpAddress.port}`,
      }),
    );
  });
});
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
