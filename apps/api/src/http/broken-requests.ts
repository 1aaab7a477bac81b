// What is no HTTP never becomes a request, so nobody else can answer it.
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { ProblemError, toProblem } from "./problem.ts";

/** Answers what Node could not read as a request with a problem, as everything else is answered. */
export function answerBrokenRequests(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const { line, problem } = toAnswer(error.code);
    const body = JSON.stringify(toProblem(problem));
    socket.end(
      `HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

function toAnswer(code: string | undefined): { readonly line: string; readonly problem: ProblemError } {
  if (code === "HPE_HEADER_OVERFLOW") {
    return {
      line: "431 Request Header Fields Too Large",
      problem: new ProblemError(431, "Cannot read the request: its address and headers are over 16 KB", {
        title: "Headers too large",
        code: "too-large",
      }),
    };
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return {
      line: "408 Request Timeout",
      problem: new ProblemError(408, "Cannot read the request: it did not come in time", {
        title: "The request took too long",
      }),
    };
  }
  return {
    line: "400 Bad Request",
    problem: new ProblemError(400, "Cannot read the request: it is not HTTP as it should be"),
  };
}
