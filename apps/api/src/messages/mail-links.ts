// What a mail's links lead to: a tracked link writes an event and goes on, a link to unsubscribe asks before it acts.
import type { IncomingMessage } from "node:http";
import { countClick, findMailLink, leaveAllTopics, readPreferences, sayWanted } from "@throughline/db";
import type { Click, Said, Speaker } from "@throughline/db";
import { EMAIL_CLICKED_TYPE, SUBSCRIBED_TYPE, UNSUBSCRIBED_TYPE, nodeOf } from "@throughline/flow";
import { OWN, makeEvent } from "@throughline/intake";
import type { NewEvent } from "@throughline/intake";
import { TEST_TOKEN } from "@throughline/mail";
import { Router } from "express";
import type { Request, Response } from "express";
import type { Deps } from "../deps.ts";
import { hashToken } from "../http/bearer.ts";
import { page } from "../http/html-page.ts";
import { orRefused } from "../http/refused.ts";
import { looksAutomatic } from "./looks-automatic.ts";
import { preferencePage } from "./preference-page.ts";

const TOKEN = /^[A-Za-z0-9_-]{20,100}$/;
/** A link that is followed more often is not worth a row each time. */
const CLICKS_NOTED = 1000;

type MailLink = NonNullable<Awaited<ReturnType<typeof findMailLink>>>;

/** `/c/{token}` and `/u/{token}`. */
export function mailLinks(deps: Deps): Router {
  const router = Router();
  router.get("/c/:token", async (request, response) => {
    keepPrivate(response, "tracked link");
    const link = await find(deps, request.params.token, "link");
    const url = link?.url ?? null;
    if (link === null || url === null || !isWebAddress(url)) return leadsNowhere(response);
    // HEAD asks what is there; it follows nothing.
    if (request.method === "GET") await noteClick(deps, link, url, request);
    response.redirect(302, url);
  });

  router.get(`/u/${TEST_TOKEN}`, (_request, response) => {
    keepPrivate(response, "preference page");
    response
      .type("html")
      .send(
        page(
          "This was a test",
          "<p>In a real mail this leads to the page where its reader chooses among the topics. Nobody was unsubscribed.</p>",
        ),
      );
  });

  router.get("/u/:token", async (request, response) => {
    keepPrivate(response, "preference page");
    const link = await find(deps, request.params.token, "unsubscribe");
    if (link === null) return leadsNowhere(response);
    const preferences = await readPreferences(deps.sql, link.address);
    response.type("html").send(preferencePage(preferences, link.topic));
  });

  // Also what mail programs send for RFC 8058: a POST with List-Unsubscribe=One-Click, about the topic of the mail.
  router.post("/u/:token", async (request, response) => {
    keepPrivate(response, "preferences");
    const form = await readForm(request);
    const link = await find(deps, request.params.token, "unsubscribe");
    if (link === null) return leadsNowhere(response);
    const said = await act(deps, link, form);
    for (const one of said) await noteSaid(deps, link, one);
    const preferences = await readPreferences(deps.sql, link.address);
    response.type("html").send(preferencePage(preferences, link.topic, form.get("act") ?? "leave"));
  });
  return router;
}

async function find(deps: Deps, token: string, kind: MailLink["kind"]): Promise<MailLink | null> {
  const link = TOKEN.test(token) ? await findMailLink(deps.sql, hashToken(token)) : null;
  return link?.kind === kind ? link : null;
}

/** A form of ours says what it wants by `act`; anything else is one click on the mail program's own button. */
async function act(deps: Deps, link: MailLink, form: URLSearchParams): Promise<readonly Said[]> {
  const speaker: Speaker = {
    address: link.address,
    subject: link.subject,
    source: `mail ${link.key}`.slice(0, 300),
    run: link.run,
  };
  const what = form.get("act");
  if (what === "save") {
    const chosen = new Set(form.getAll("topic"));
    const before = await readPreferences(deps.sql, link.address);
    const changed = before.filter(({ topic, isWanted }) => chosen.has(topic) !== isWanted);
    return sayWanted(deps.sql, speaker, new Map(changed.map(({ topic, isWanted }) => [topic, !isWanted])));
  }
  if (what === "leave-all" || link.topic === null) return [await leaveAllTopics(deps.sql, speaker)];
  return sayWanted(deps.sql, speaker, new Map([[link.topic, false]]));
}

function keepPrivate(response: Response, route: string): void {
  response.locals["route"] = route;
  response.setHeader("cache-control", "no-store");
  response.setHeader("referrer-policy", "no-referrer");
}

function leadsNowhere(response: Response): void {
  response
    .status(404)
    .type("html")
    .send(page("This link leads nowhere", "<p>It may have been cut off by your mail program.</p>"));
}

const FORM_BYTES = 16_384;

/** A short form; what is longer, or something else, is read as none. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request) if (text.length <= FORM_BYTES) text += String(chunk);
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "");
  return new URLSearchParams(isForm && text.length <= FORM_BYTES ? text : "");
}

/** The facts of a mail that every event about it carries. */
function aboutMail({ key, run, step, topic }: MailLink) {
  return {
    message: key,
    flow: run.slice(0, Math.max(0, run.lastIndexOf("."))),
    run,
    step,
    node: nodeOf(step),
    topic,
  };
}

/** An event for each click, as far as they are counted. The reader gets to the page even when it cannot be stored now. */
async function noteClick(deps: Deps, link: MailLink, url: string, request: Request): Promise<void> {
  const hash = hashToken(String(request.params["token"]));
  const click = await countClick(deps.sql, hash).catch((error: unknown) => {
    deps.log.error({ err: error }, "a click could not be counted");
    return null;
  });
  if (click === null || click.nth > CLICKS_NOTED) return;
  await note(deps, {
    // The first keeps the name that it has always had.
    id: click.nth === 1 ? hash.toString("hex") : `${hash.toString("hex")}.${click.nth}`,
    source: "throughline/mail",
    type: EMAIL_CLICKED_TYPE,
    subject: link.subject,
    data: {
      ...aboutMail(link),
      url,
      label: link.label,
      link: link.label ?? url,
      ...clickFacts(click, request),
    },
  });
}

function clickFacts({ nth, secondsSinceSending, othersJustNow }: Click, request: Request) {
  // As much of it as says something: a header may hold anything.
  const userAgent = (request.get("user-agent") ?? "").replaceAll(/[^\x20-\x7e]/g, "").slice(0, 300);
  const purpose = `${request.get("purpose") ?? ""} ${request.get("sec-purpose") ?? ""}`;
  return {
    nth,
    userAgent,
    method: request.method,
    secondsSinceSending,
    looksAutomatic: looksAutomatic({ userAgent, purpose, secondsSinceSending, othersJustNow }),
  };
}

/** What somebody said, once: its time is part of the name, and saying it again does not change the time. */
async function noteSaid(deps: Deps, link: MailLink, { topic, state, at }: Said): Promise<void> {
  await note(deps, {
    id: `${hashToken(`${link.address.toLowerCase()} ${topic ?? "*"}`).toString("hex")}.${state}.${at}`,
    source: "throughline/mail",
    type: state === "out" ? UNSUBSCRIBED_TYPE : SUBSCRIBED_TYPE,
    subject: link.subject,
    data: { ...aboutMail(link), topic, channel: "email" },
  });
}

async function note(deps: Deps, fields: NewEvent): Promise<void> {
  try {
    orRefused(await deps.intake.take(orRefused(makeEvent(fields, OWN))));
  } catch (error) {
    deps.log.error({ err: error }, `${fields.type} could not be stored`);
  }
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}
