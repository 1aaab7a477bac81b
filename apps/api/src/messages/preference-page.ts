// What somebody gets mail about, as a page that needs no account and no script. It shows; only its buttons act.
import type { Preference } from "@throughline/db";
import { escapeHtml, page } from "../http/html-page.ts";

/** The page of one address; `about` is the topic of the mail whose link led here, `done` what was just asked. */
export function preferencePage(
  preferences: readonly Preference[],
  about: string | null,
  done: string | null = null,
): string {
  const topic = preferences.find((one) => one.topic === about);
  const isOut = preferences.every(({ isWanted }) => !isWanted);
  if (done !== null && done !== "save") {
    const from = done === "leave-all" || topic === undefined ? "any topic" : topic.title;
    return page(
      "You are unsubscribed",
      `<p>You will get no more mail about ${escapeHtml(from)} at this address.</p>${form(preferences)}`,
    );
  }
  const leave =
    topic?.isWanted === true
      ? `<form method="post"><input type="hidden" name="act" value="leave"><button type="submit">Unsubscribe from ${escapeHtml(topic.title)}</button></form>`
      : "";
  const leaveAll = isOut
    ? "<p>You get no mail about any topic at this address.</p>"
    : '<form method="post"><input type="hidden" name="act" value="leave-all"><button type="submit">Unsubscribe from everything</button></form>';
  const saved = done === "save" ? '<p role="status">Saved.</p>' : "";
  return page("What you get mail about", `${saved}${leave}${form(preferences)}${leaveAll}`);
}

function form(preferences: readonly Preference[]): string {
  const lines = preferences.map(
    ({ topic, title, description, isWanted }) =>
      `<p><label><input type="checkbox" name="topic" value="${escapeHtml(topic)}"${isWanted ? " checked" : ""}> <strong>${escapeHtml(title)}</strong></label>${description === "" ? "" : `<br>${escapeHtml(description)}`}</p>`,
  );
  return `<form method="post"><input type="hidden" name="act" value="save">${lines.join("")}<button type="submit">Save</button></form><p>Messages that concern you alone, such as receipts and alerts, come in any case.</p>`;
}
