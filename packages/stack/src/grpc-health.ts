// One gRPC health check by hand, so that the launcher needs no Temporal client.
import { connect, constants } from "node:http2";

const DEADLINE_MS = 1_000;
const SERVING = 1;

/** Whether the service behind an address says that it serves. */
export function isServing(address: string, service: string): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const finish = (answer: boolean): void => {
      clearTimeout(timer);
      session.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish(false), DEADLINE_MS);
    session.once("error", () => finish(false));
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: "/grpc.health.v1.Health/Check",
      "content-type": "application/grpc",
      te: "trailers",
    });
    const body: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => body.push(chunk));
    stream.once("error", () => finish(false));
    stream.once("end", () => finish(statusIn(Buffer.concat(body)) === SERVING));
    stream.end(framed(service));
  });
}

/** A HealthCheckRequest (field 1: the service's name) behind gRPC's five bytes of length. */
function framed(service: string): Buffer {
  const name = Buffer.from(service, "utf8");
  const message = Buffer.concat([Buffer.from([0x0a, name.length]), name]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** A HealthCheckResponse is field 1 as a small number, after the five bytes of length. */
function statusIn(frame: Buffer): number | undefined {
  return frame[5] === 0x08 ? frame[6] : undefined;
}
