import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { parseAllowList } from "./address.ts";
import { createOutbound } from "./outbound.ts";
import type { Outbound, Resolve } from "./outbound.ts";
import { StepError, UnsureError } from "./ports.ts";
import { Secret } from "./secret.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function serve(
  listener: RequestListener,
  host = "127.0.0.1",
  port = 0,
): Promise<{ port: number; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  return { port: (server.address() as AddressInfo).port, seen };
}

function client(allow: string, resolve?: Resolve): Outbound {
  const outbound = createOutbound({
    allow: parseAllowList(allow),
    ...(resolve === undefined ? {} : { resolve }),
  });
  closers.push(() => outbound.close());
  return outbound;
}

const get = (url: string, more: object = {}) => ({
  method: "GET",
  url,
  headers: {},
  timeoutMs: 5000,
  ...more,
});
const refusal = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "answered",
    (error: unknown) => error,
  );

describe("createOutbound()", () => {
  it("refuses this machine by address, by name and in every spelling, and says how to allow it", async () => {
    const { port, seen } = await serve((_request, response) => response.end("inside"));
    const outbound = client("");
    for (const host of [
      "127.0.0.1",
      "localhost",
      "127.1",
      "0x7f.1",
      "2130706433",
      "[::ffff:7f00:1]",
      "[::1]",
      "0",
    ]) {
      const error = await refusal(outbound.request(get(`http://${host}:${port}/`)));
      expect(error, host).toBeInstanceOf(StepError);
      expect((error as StepError).code, host).toBe("address-refused");
      expect((error as StepError).message).toContain("ALLOW_PRIVATE_ADDRESSES");
    }
    expect(seen).toHaveLength(0);
  });

  it("refuses other schemes and addresses with a password in them", async () => {
    for (const url of [
      "file:///etc/passwd",
      "gopher://x/",
      "ftp://x/",
      "http://user:pass@example.com/",
      "nonsense",
      "javascript:1",
    ]) {
      expect(await refusal(client("").request(get(url)))).toMatchObject({ code: "bad-url" });
    }
  });

  it("connects to the address it checked, even when the name changes its mind", async () => {
    const inside = await serve((_request, response) => response.end("inside"));
    const outside = await serve((_request, response) => response.end("outside"), "127.0.0.2", inside.port);
    const answers = ["127.0.0.2", "127.0.0.1"];
    const resolve: Resolve = async () => [{ address: answers.shift() ?? "127.0.0.1", family: 4 }];
    const first = client("127.0.0.2/32", resolve);
    const answer = await first.request(get(`http://rebind.example:${inside.port}/`));
    expect(answer.body.toString()).toBe("outside");
    await first.close();
    expect(
      await refusal(client("127.0.0.2/32", resolve).request(get(`http://rebind.example:${inside.port}/`))),
    ).toMatchObject({ code: "address-refused" });
    expect([inside.seen.length, outside.seen.length]).toEqual([0, 1]);
  });

  it("refuses a name as soon as one of its addresses is private", async () => {
    const resolve: Resolve = async () => [
      { address: "93.184.216.34", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ];
    expect(await refusal(client("", resolve).request(get("http://both.example/")))).toMatchObject({
      code: "address-refused",
    });
  });

  it("checks every redirect, follows three and drops what belongs to the first origin", async () => {
    const other = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const { port } = await serve((request, response) => {
      const to = new URL(request.url ?? "/", "http://x").searchParams.get("to");
      response.writeHead(307, { location: to ?? request.url ?? "/" }).end();
    });
    const outbound = client(`127.0.0.1:${port},127.0.0.1:${other.port}`);
    const hop = (to: string) => `http://127.0.0.1:${port}/?to=${encodeURIComponent(to)}`;
    const headers = {
      authorization: "Bearer x",
      "x-token": new Secret("s3cret", ["127.0.0.1"]),
      "x-plain": "y",
    };
    const answer = await outbound.request(get(hop(`http://127.0.0.1:${other.port}/`), { headers }));
    const received = JSON.parse(answer.body.toString() ?? "") as Record<string, string>;
    expect([received["authorization"], received["x-token"], received["x-plain"]]).toEqual([
      undefined,
      undefined,
      "y",
    ]);
    expect(await refusal(outbound.request(get(hop("http://127.0.0.3:1/"))))).toMatchObject({
      code: "address-refused",
    });
    expect(await refusal(outbound.request(get(hop("file:///etc/passwd"))))).toMatchObject({
      code: "bad-url",
    });
    expect(await refusal(outbound.request(get(`http://127.0.0.1:${port}/loop`)))).toMatchObject({
      code: "too-many-redirects",
    });
  });

  it("does not turn an order into a page view at a 302", async () => {
    const { port, seen } = await serve((_request, response) =>
      response.writeHead(302, { location: "/thanks" }).end(),
    );
    const answer = await client(`127.0.0.1:${port}`).request({
      ...get(`http://127.0.0.1:${port}/orders`),
      method: "POST",
      body: "{}",
    });
    expect([answer.status, seen.length]).toEqual([302, 1]);
  });

  it("keeps the beginning of a body over 1 MB, counted after inflation, and says how large it is", async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const { port } = await serve((request, response) => {
      if (request.url === "/bomb") response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
      else if (request.url === "/twice")
        response.writeHead(200, { "content-encoding": "gzip, gzip" }).end(gzipSync(bomb));
      else if (request.url === "/small")
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("fine"));
      else if (request.url === "/broken")
        response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip");
      else response.end(Buffer.alloc(2 * 1024 * 1024));
    });
    const outbound = client(`127.0.0.1:${port}`);
    const read = async (path: string) => {
      const { body, bytes, cut } = await outbound.request(get(`http://127.0.0.1:${port}${path}`));
      return [body.length, bytes, cut];
    };
    const mega = 1024 * 1024;
    expect(await read("/small")).toEqual([4, 4, null]);
    expect(await read("/large")).toEqual([mega, 2 * mega, "too-large"]);
    const [kept, bytes, cut] = await read("/bomb");
    expect([kept, cut]).toEqual([mega, "too-large"]);
    expect(bytes).toBeGreaterThan(16 * mega);
    for (const path of ["/twice", "/broken"]) expect(await read(path), path).toEqual([0, 0, "encoding"]);
  });

  it("takes a change for answered as soon as its status has come, and a half page for none", async () => {
    const { port, seen } = await serve((request, response) => {
      if (request.url === "/see-other")
        return void response.writeHead(303, { location: "http://10.0.0.1/" }).end();
      if (request.url === "/see-loop") return void response.writeHead(303, { location: "/see-loop" }).end();
      response.writeHead(201, { "content-length": "100" });
      response.write("half of it", () => {
        if (request.url === "/breaks") request.socket.destroy();
      });
    });
    const outbound = client(`127.0.0.1:${port}`);
    const call = async (method: string, path: string) =>
      outbound.request({ ...get(`http://127.0.0.1:${port}${path}`, { timeoutMs: 400 }), method });
    for (const path of ["/breaks", "/drips"]) {
      const { status, body, bytes, cut } = await call("POST", path);
      expect([status, String(body), bytes, cut], path).toEqual([201, "half of it", 10, "broken"]);
      expect(await refusal(call("GET", path)), path).toBeInstanceOf(UnsureError);
    }
    for (const path of ["/see-other", "/see-loop"])
      expect(await call("POST", path), path).toMatchObject({ status: 303, cut: "redirect" });
    expect(seen.filter(({ method }) => method === "POST")).toHaveLength(4);
  });

  it("gives up on a server that hangs, or drips, at the deadline of the whole exchange", async () => {
    const { port } = await serve((request, response) => {
      if (request.url === "/hang") return;
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 20);
      response.once("close", () => clearInterval(drip));
    });
    const outbound = client(`127.0.0.1:${port}`);
    for (const path of ["/hang", "/drip"]) {
      const error = await refusal(
        outbound.request(get(`http://127.0.0.1:${port}${path}`, { timeoutMs: 300 })),
      );
      expect(error, path).toBeInstanceOf(UnsureError);
      expect((error as UnsureError).code).toBe("http-timeout");
    }
  });

  it("knows a connection that was never made from one that broke", async () => {
    const { port } = await serve((request) => request.socket.destroy());
    const outbound = client("127.0.0.0/8");
    expect(await refusal(outbound.request(get("http://127.0.0.1:1/")))).toMatchObject({
      name: "StepError",
      code: "unreachable",
      retryable: true,
    });
    expect(await refusal(outbound.request(get(`http://127.0.0.1:${port}/`)))).toMatchObject({
      name: "UnsureError",
      code: "http-broken",
    });
  });

  it("sends a secret to its own hosts only", async () => {
    const { port, seen } = await serve((_request, response) => response.end());
    const outbound = client(`127.0.0.1:${port}`);
    const to = (hosts: string[]) =>
      outbound.request(
        get(`http://127.0.0.1:${port}/`, { headers: { authorization: new Secret("Bearer x", hosts) } }),
      );
    expect(await refusal(to(["api.example.com"]))).toMatchObject({ code: "secret-host" });
    expect(await refusal(to([]))).toMatchObject({
      code: "secret-host",
      message: expect.stringContaining('store it again with "127.0.0.1" among its hosts'),
    });
    expect(seen).toHaveLength(0);
    expect((await to(["127.0.0.1"])).status).toBe(200);
  });
});
