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
  if (wish.port === undefined || wish.port === 0) return chooseAnyPort(host);
  if (!(await isFree(wish.port, host))) throw new PortTakenError(wish.part, wish.port, wish.variable);
  return wish.port;
}

/** Below what systems hand out to outgoing connections (Linux: 32768, macOS: 49152), which could take the port meanwhile. */
const ANY = { from: 20_000, to: 32_767 };

/** A port that nobody listens on. */
export async function chooseAnyPort(host = "127.0.0.1"): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = ANY.from + Math.floor(Math.random() * (ANY.to - ANY.from + 1));
    if (await isFree(port, host)) return port;
  }
  throw new Error(
    `Cannot find a free port on ${host}: a hundred between ${ANY.from} and ${ANY.to} were taken`,
  );
}

/** Listens for a moment to see whether nobody else does. */
function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(new Error(`Cannot listen on ${host}:${port}: ${error.message}`, { cause: error }));
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
