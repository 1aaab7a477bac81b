// The story everything stands on: an analyst draws cart recovery from blank by mouse, publishes it, events arrive, a mail goes
// out, a person decides, the outcome stands on the canvas. Real Chromium, real stack.
import { CloudEvent, emitterFor, httpTransport } from "cloudevents";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createClient } from "../client.ts";
import { eventually } from "../eventually.ts";
import { type Installation, startInstallation } from "../installation.ts";
import { type OpenBrowser, openBrowser } from "./browser.ts";
import { openDrawing } from "./drawing.ts";

let installation: Installation;
let open: OpenBrowser;
beforeAll(async () => {
  open = await openBrowser();
  installation = await startInstallation();
}, 120_000);
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await open.look("failed");
});
afterAll(async () => {
  await open?.browser.close();
  await installation?.close();
}, 60_000);

test("an analyst draws cart recovery, publishes it, and watches a run reach its outcome", async () => {
  const { page } = open;
  const barriers: string[] = [];
  const look = async (name: string): Promise<void> => void barriers.push(...(await open.look(name)));

  // Sign in by the one-time link, as `npm start` prints it.
  const { url } = await createClient(installation).send<{ url: string }>("POST", "/internal/sign-in-link");
  await page.goto(url);
  await page.getByRole("heading", { name: "Flows" }).waitFor();
  await look("flows-empty");

  await page.getByRole("button", { name: "New flow" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Cart recovery");
  expect(await page.getByRole("textbox", { name: "Key" }).inputValue()).toBe("cart-recovery");
  await page.getByRole("button", { name: "Create flow" }).click();
  await page.getByRole("region", { name: "Nodes to add" }).waitFor();

  await drawNodes();
  await connectNodes();

  // A wait was left without its event: the problem names the node, and choosing it leads to the field.
  await page
    .getByRole("radio", { name: /^Problems/ })
    .locator("..")
    .click();
  await page
    .getByText(/"Order in time\?" needs "Event"/)
    .first()
    .waitFor();
  await look("editor-problems");
  await page
    .getByText(/"Order in time\?" needs "Event"/)
    .first()
    .click();
  await page.getByRole("combobox", { name: "Event", exact: true }).fill("order.placed");
  await page.keyboard.press("Escape");
  await page
    .getByRole("radio", { name: /^Problems/ })
    .locator("..")
    .click();
  await eventually(
    "no problem is left",
    async () => (await page.getByRole("radio", { name: "Problems", exact: true }).count()) === 1,
  );
  await page.getByRole("button", { name: "Tidy up" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await look("editor");

  await page.getByRole("button", { name: "Publish" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Publish/ })
    .click();
  await page.getByText("Version 1 live").waitFor();

  // Events by a client that somebody else wrote.
  const emitter = emitterFor(httpTransport(`${installation.api}/v1/events`));
  const emit = async (event: object): Promise<void> => {
    const answer = (await emitter(new CloudEvent({ source: "shop", ...event }), {
      headers: { authorization: `Bearer ${installation.writeKey}` },
    })) as { readonly body: string }; // the transport's answer
    expect(JSON.parse(answer.body)).toMatchObject({ events: [{ duplicate: false }] });
  };
  await emit({
    type: "profile.identified",
    subject: "ada",
    data: { traits: { email: "ada@example.com", firstName: "Ada" } },
  });
  await emit({ type: "cart.updated", subject: "ada", data: { cartId: "c-1", total: 780 } });

  await page.getByRole("link", { name: "Runs" }).click();
  await page.getByRole("link", { name: "ada" }).click();
  await page.getByText("Order in time?").first().waitFor();
  await look("run-waiting");

  await eventually("the mail is out", () => installation.sinkLines().some((line) => line.sink === "smtp"));
  const mail = installation.sinkLines().find((line) => line.sink === "smtp") as unknown as {
    to: string;
    html: string;
  }; // what the sink wrote
  expect(mail.to).toContain("ada@example.com");
  expect(mail.html).toContain("COMEBACK");

  // A person decides.
  await page.getByRole("link", { name: "Tasks" }).click();
  await page.getByText("Call ada about 780").first().click();
  await page.getByRole("button", { name: "I called" }).waitFor();
  await look("tasks");
  await page.getByRole("button", { name: "I called" }).click();

  await page.getByRole("link", { name: "Runs" }).click();
  await page.getByRole("link", { name: "ada" }).click();
  await page.getByText(/Ended with/).waitFor();
  expect(await page.getByText(/Ended with/).textContent()).toContain("called");
  await look("run-ended");

  await page.getByRole("link", { name: "Events" }).click();
  await page.getByText("cart.updated").locator("visible=true").first().click();
  await page.getByText("started a run.").first().waitFor();
  await look("events-receipt");
  expect(open.complaints).toEqual([]);
  expect(barriers).toEqual([]);
}, 180_000);

async function drawNodes(): Promise<void> {
  const { page } = open;
  const drawing = openDrawing(page);
  const { panel } = drawing;
  const text = (name: string) => panel.getByRole("textbox", { name, exact: true });

  await drawing.place("When an event arrives", "Cart updated", { x: 200, y: 60 });
  await panel.getByRole("combobox", { name: "Event", exact: true }).fill("cart.updated");
  await page.keyboard.press("Escape");

  await drawing.place("Wait for an event", "Order in time?", { x: 200, y: 190 });
  await text("Leaves by").fill("ordered");
  await panel.getByRole("button", { name: "Set Give up" }).click();
  await text("Give up, count").fill("3");
  await choose("Give up, unit", "seconds");

  await drawing.place("Send offer", "10 % off", { x: 200, y: 340 });
  await panel
    .getByRole("radiogroup", { name: "To: fixed value or expression" })
    .getByText("Expression")
    .click();
  await text("To expression").fill("profile.email");
  await text("Code").fill("COMEBACK-{{ run.shortId }}");
  await text("Value").fill("10%");
  await text("Valid for, count").fill("48");
  await text("Subject line").fill("Still thinking?");
  await text("Message").fill("Take {{ value }} off with {{ code }}.");

  await drawing.place("Condition", "Cart above 500?", { x: 200, y: 490 });
  await text("Leaves by").fill("large");
  await panel.getByRole("radiogroup", { name: "When: rules or text" }).getByText("Text").click();
  await text("When expression").fill("trigger.data.total > 500");

  await drawing.place("Ask a person", "Call the customer", { x: 200, y: 640 });
  await panel.getByRole("combobox", { name: "Queue" }).fill("sales");
  await page.keyboard.press("Escape");
  await text("Title").fill("Call {{ subject }} about {{ trigger.data.total }}");
  await text("What they need to know").fill("The cart was left with an offer of {{ steps.off.value }}.");
  await text("Leaves by").fill("called");
  await text("Button").fill("I called");

  for (const [name, outcome, x, y] of [
    ["Bought", "bought", 540, 190],
    ["Reminded", "reminded", 540, 490],
    ["Called", "called", 540, 720],
  ] as const) {
    await drawing.place("End", name, { x, y });
    await text("Outcome").fill(outcome);
  }
}

async function connectNodes(): Promise<void> {
  const drawing = openDrawing(open.page);
  for (const [from, port, to] of [
    ["Cart updated", "next", "Order in time?"],
    ["Order in time?", "ordered", "Bought"],
    ["Order in time?", "timeout", "10 % off"],
    ["10 % off", "sent", "Cart above 500?"],
    ["10 % off", "suppressed", "Reminded"],
    ["Cart above 500?", "large", "Call the customer"],
    ["Cart above 500?", "else", "Reminded"],
    ["Call the customer", "called", "Called"],
  ] as const) {
    await drawing.connect(from, port, to);
  }
}

async function choose(combobox: string, option: string): Promise<void> {
  await open.page.getByRole("combobox", { name: combobox }).click();
  await open.page.getByRole("option", { name: option }).click();
}
