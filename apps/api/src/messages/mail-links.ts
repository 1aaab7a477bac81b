// What a mail's links lead to: a tracked link writes an event and goes on, an unsubscribe link asks before it acts.
import { findMailLink, unsubscribe } from "@throughline/db";
import { EMAIL_CLICKED_TYPE } from "@throughline/flow";
import { OWN, makeEvent } from "@throughline/intake";
import { Router } from "express";
import type { Deps } from "../deps.ts";
import { hashToken } from "../http/bearer.ts";
import { page } from "../http/html-page.ts";
import { orRefused } from "../http/refused.ts";

const TOKEN = /^[A-Za-z0-9_-]{20,100}$/;

/** `/c/{token}` and `/u/{token}`. */
export function mailLinks(deps: Deps): Router {
  const router = Router();
  router.get("/c/:token", async (request, response) => {
    response.locals["route"] = "tracked link";
    response.setHeader("cache-control", "no-store");
    response.setHeader("referrer-policy", "no-referrer");
    const hash = hashToken(request.params.token);
    const link = TOKEN.test(request.params.token) ? await findMailLink(deps.sql, hash) : null;
    const url = link?.url ?? null;
    if (link === null || link.kind !== "link" || url === null || !isWebAddress(url)) {
      response
        .status(404)
        .type("html")
        .send(page("This link leads nowhere", "<p>It may have been cut off by your mail program.</p>"));
      return;
    }
    // HEAD comes from programs that look ahead; only a person's GET counts.
    if (request.method === "GET") await noteClick(link, hash, url, deps);
    response.redirect(302, url);
  });

  router.get("/u/:token", (_request, response) => {
    response.locals["route"] = "unsubscribe page";
    response.setHeader("cache-control", "no-store");
    response.setHeader("referrer-policy", "no-referrer");
    response
      .type("html")
      .send(
        page(
          "Unsubscribe",
          '<p>You will get no more mail from us at this address.</p><form method="post"><button type="submit">Unsubscribe</button></form>',
        ),
      );
  });
  // Also what mail programs send for RFC 8058: a POST with List-Unsubscribe=One-Click; its body says nothing we need.
  router.post("/u/:token", async (request, response) => {
    response.locals["route"] = "unsubscribe";
    request.resume();
    const isDone =
      TOKEN.test(request.params.token) && (await unsubscribe(deps.sql, hashToken(request.params.token)));
    if (isDone)
      response
        .type("html")
        .send(page("You are unsubscribed", "<p>You will get no more mail from us at this address.</p>"));
    else
      response
        .status(404)
        .type("html")
        .send(page("This link leads nowhere", "<p>It may have been cut off by your mail program.</p>"));
  });
  return router;
}

/** One event per link, however often it is followed. The reader gets to the page even when it cannot be stored now. */
async function noteClick(
  link: {
    readonly run: string;
    readonly step: string;
    readonly subject: string;
    readonly label: string | null;
  },
  hash: Buffer,
  url: string,
  deps: Deps,
): Promise<void> {
  const event = makeEvent(
    {
      id: hash.toString("hex"),
      source: "throughline/mail",
      type: EMAIL_CLICKED_TYPE,
      subject: link.subject,
      data: { run: link.run, step: link.step, url, label: link.label, link: link.label ?? url },
    },
    OWN,
  );
  try {
    orRefused(await deps.intake.take(orRefused(event)));
  } catch (error) {
    deps.log.error({ err: error }, "a click could not be stored");
  }
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}
