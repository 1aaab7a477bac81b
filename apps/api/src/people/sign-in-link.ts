// The local owner's way in: a one-time link. GET shows a page that POSTs, because mail and chat programs fetch links ahead.
import { randomBytes } from "node:crypto";
import { addSignInToken, ensureLocalOwner } from "@throughline/db";
import { Router } from "express";
import type { Deps } from "../deps.ts";
import { callerOf } from "../http/caller.ts";
import { ProblemError } from "../http/problem.ts";
import { hashToken } from "../http/bearer.ts";
import { page } from "../http/html-page.ts";

/** Makes the link (with an admin key) and takes it. */
export function signInLink(deps: Deps): Router {
  const router = Router();
  router.post("/internal/sign-in-link", async (request, response) => {
    response.locals["route"] = "make sign-in link";
    const who = await callerOf({ request, response }, deps);
    if (who === null)
      throw new ProblemError(
        401,
        "Cannot make a sign-in link: send the admin key as Authorization: Bearer <key>",
      );
    if (who.kind !== "key" || who.role !== "admin")
      throw new ProblemError(403, "Cannot make a sign-in link: an admin key is needed");
    if (!deps.config.localOwner)
      throw new ProblemError(404, "Cannot make a sign-in link: this installation has no local owner");
    const token = randomBytes(32).toString("base64url");
    await addSignInToken(deps.sql, { hash: hashToken(token), user: await ensureLocalOwner(deps.sql) });
    response.setHeader("cache-control", "no-store");
    response.json({ url: `${deps.config.publicUrl}/sign-in/${token}` });
  });

  router.get("/sign-in/:token", (_request, response) => {
    response.locals["route"] = "sign-in link";
    response.setHeader("cache-control", "no-store");
    response.setHeader("referrer-policy", "no-referrer");
    response
      .type("html")
      .send(
        page(
          "Sign in",
          '<form method="post"><button type="submit">Sign in to Throughline</button></form><script src="/pages/submit.js"></script>',
        ),
      );
  });

  router.post("/sign-in/:token", async (request, response) => {
    response.locals["route"] = "take sign-in link";
    response.setHeader("cache-control", "no-store");
    const cookies = await deps.people.signInByLink(request.params.token, request.headers, request.ip);
    if (cookies === null) {
      response
        .status(410)
        .type("html")
        .send(
          page(
            "This link is used up",
            '<p>A sign-in link works once and for 15 minutes. Start Throughline again to get a new one.</p><a class="button" href="/">Sign in with a password</a>',
          ),
        );
      return;
    }
    response.setHeader("set-cookie", [...cookies]);
    response.redirect(303, "/");
  });
  return router;
}
