// Ports: whether one is free, and the sentence for the reader when it is not.
import { createServer } from "node:net";

/** A port that something else listens on; the message names the part and the variable that moves it. */
class PortTakenError extends Error {
  readonly port: number;
  constructor(part: string, port: number, variable: string) {
    super(
      `Cannot start ${part} on port ${port}: another program listens there, stop it or choose another port with ${variable}=<port>`,
    );
    this.name = "PortTakenError";
    this.port = port;
  }
}

/** Which port a part wants, what the part is called, and the environment variable that changes it. */
export interface PortWish {
  readonly part: string;
  readonly variable: string;
  /** 0 or absent asks for any free port. */
  readonly port?: number | undefined;
}

/** Gives the wished port if it is free, a free one if none was wished, and throws PortTakenError otherwise. */
export async function choosePort(wish: PortWish, host = "127.0.0.1"): Promise<number> {
  const wanted = wish.port ?? 0;
  const free = await listenOnce(wanted, host);
  if (free === undefined) throw new PortTakenError(wish.part, wanted, wish.variable);
  return free;
}

/** Listens for a moment; undefined when the port is taken. */
function listenOnce(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(new Error(`Cannot listen on ${host}:${port}: ${error.message}`, { cause: error }));
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
