// @vitest-environment happy-dom
// The inbox as people use it, on the whole designer over a network that is played.
import type { Role, Task } from "@throughline/contract";
import { describe, expect, it } from "vitest";
import { fakeApi, refusal } from "../testing/fake-api.ts";
import { buttons, fill, openApp, press, screen, see, type, until } from "../testing/open-app.tsx";

const overAnHourAgo = new Date(Date.now() - 90 * 60_000).toISOString();
const overAnHourFromNow = new Date(Date.now() + 90 * 60_000).toISOString();

const task = (id: string, changes: Partial<Task> = {}): Task => ({
  id,
  run: "cart.ada",
  flow: "cart",
  flowName: "Cart recovery",
  node: "ask",
  subject: "ada",
  queue: "offers",
  title: `Task ${id}`,
  body: `What to know about ${id}.`,
  form: {},
  decisions: [
    { key: "approve", label: "Approve" },
    { key: "decline", label: "Decline" },
  ],
  state: "open",
  claimedBy: null,
  dueAt: null,
  createdAt: overAnHourAgo,
  endedAt: null,
  decision: null,
  values: null,
  decidedBy: null,
  ...changes,
});

/** The inbox of somebody, and the tasks of the installation. */
function open(role: Role, tasks: Task[], address = "/tasks") {
  const change = (id: string, changes: Partial<Task>): Task | Response => {
    const at = tasks.findIndex((one) => one.id === id);
    const before = tasks[at];
    if (before === undefined) return refusal(404, "No such task");
    if (before.state !== "open") return refusal(409, "Settled", "Ben decided “Decline” a moment ago.");
    const after = { ...before, ...changes };
    tasks[at] = after;
    return after;
  };
  const api = fakeApi(role, {
    listTasks: ({ query }) => ({
      items: tasks.filter(
        ({ state, queue }) =>
          (state === "open") === (query.state === "open") &&
          (query.queue === undefined || query.queue === queue),
      ),
      next: null,
    }),
    getTask: ({ params }) => tasks.find(({ id }) => id === params.id) ?? refusal(404, "No such task"),
    claimTask: ({ params, body }) => change(params.id, { claimedBy: body.claim ? "ada@example.com" : null }),
    decideTask: ({ params, body }) =>
      change(params.id, {
        state: "decided",
        decision: body.decision,
        decidedBy: "ada@example.com",
        endedAt: overAnHourAgo,
        values: body.values ?? {},
      }),
  });
  return { ...api, tasks, ...openApp(address) };
}

/** The case on the right, by its title. */
const shown = (): string | undefined =>
  document.querySelector("article")?.getAttribute("aria-label") ?? undefined;

/** The titles on the left. */
const listed = (): readonly string[] =>
  [...document.querySelectorAll('ul[aria-label="Tasks"] li')].map(
    (item) => /Task [a-z]/.exec(item.textContent)?.[0] ?? "",
  );

describe("the list", () => {
  it("an empty inbox says how a task comes into being", async () => {
    open("agent", []);
    await see("Nothing to decide");
    expect(screen()).toContain("Draw the node “Ask a person” to get one.");
  });

  it("opens the first task, with the queue, the subject and when it is due", async () => {
    open("agent", [task("a", { dueAt: overAnHourFromNow }), task("b")]);
    await until(() => expect(shown()).toBe("Task a"));
    await see("What to know about a.");
    expect(listed()).toEqual(["Task a", "Task b"]);
    expect(screen()).toContain("ada · Cart recovery · due in 1 hour");
  });

  it("j and k and the arrows move through it, and stop at its ends", async () => {
    const { address } = open("agent", [task("a"), task("b"), task("c")]);
    await until(() => expect(shown()).toBe("Task a"));
    for (const [key, title] of [
      ["j", "Task b"],
      ["ArrowDown", "Task c"],
      ["j", "Task c"],
      ["k", "Task b"],
      ["ArrowUp", "Task a"],
      ["k", "Task a"],
    ] as const) {
      type(key);
      await until(() => expect(shown()).toBe(title));
    }
    expect(address()).toBe("/tasks?task=a");
  });

  it("Enter goes to the first decision of a task without a form", async () => {
    open("agent", [task("a")]);
    await until(() => expect(buttons()).toContain("Approve"));
    type("Enter");
    expect(document.activeElement?.textContent).toBe("Approve");
  });

  it("a task that came meanwhile does not take the place of the one that is open", async () => {
    const { tasks } = open("agent", [task("b")]);
    await until(() => expect(shown()).toBe("Task b"));
    tasks.unshift(task("a"));
    await press("Take it");
    await until(() => expect(listed()).toEqual(["Task a", "Task b"]));
    expect(shown()).toBe("Task b");
  });

  it("shows one queue when asked, and says when it is empty", async () => {
    open("agent", [task("a"), task("b", { queue: "returns" })], "/tasks?queue=returns");
    await until(() => expect(listed()).toEqual(["Task b"]));
    await fill("Queue", "nobody");
    await see("No task in the queue “nobody”");
    await fill("Queue", "");
    await until(() => expect(listed()).toEqual(["Task a", "Task b"]));
  });

  it("a link opens its task, also one that is done", async () => {
    const done = task("z", { state: "decided", decision: "decline", decidedBy: "ben@example.com" });
    open("agent", [task("a"), done], "/tasks?task=z");
    await until(() => expect(shown()).toBe("Task z"));
    await see("Decided: Decline");
    expect(buttons()).not.toContain("Approve");
  });

  it("says who has a task, and what is overdue", async () => {
    open("agent", [task("a", { claimedBy: "ben@example.com", dueAt: overAnHourAgo })]);
    await see("due 1 hour ago");
    await see("· taken by ben@example.com");
  });
});

describe("a task", () => {
  it("is decided by a button; the next one opens", async () => {
    const { changes } = open("agent", [task("a"), task("b")]);
    await press("Approve");
    await see("Decided: Approve");
    await until(() => expect(shown()).toBe("Task b"));
    await until(() => expect(listed()).toEqual(["Task b"]));
    expect(changes).toEqual([
      ["decideTask", { params: { id: "a" }, query: {}, body: { decision: "approve", values: {} } }],
    ]);
  });

  it("can be taken and given back", async () => {
    const { changes } = open("agent", [task("a")]);
    await press("Take it");
    await see("taken by you");
    await press("Give it back");
    await until(() => expect(screen()).not.toContain("taken by"));
    expect(changes.map(([, asked]) => (asked as { readonly body: unknown }).body)).toEqual([
      { claim: true },
      { claim: false },
    ]);
  });

  const withForm = (): Task =>
    task("a", {
      form: {
        type: "object",
        properties: { reason: { type: "string", title: "Reason", minLength: 3 } },
        required: ["reason"],
      },
    });

  it("with a form is decided only once the form is right, and says at the field what is missing", async () => {
    const { changes } = open("agent", [withForm()]);
    await press("Decline");
    await see("Please fill this in.");
    expect(changes).toEqual([]);
    await fill("Reason", "Too dear");
    await press("Decline");
    await see("Decided: Decline");
    expect(changes[0]?.[1]).toMatchObject({
      body: { decision: "decline", values: { reason: "Too dear" } },
    });
  });

  it("that somebody else settled meanwhile says so, and shows what they decided", async () => {
    const { tasks } = open("agent", [task("a")]);
    await until(() => expect(buttons()).toContain("Approve"));
    tasks[0] = task("a", { state: "decided", decision: "decline", decidedBy: "ben@example.com" });
    await press("Approve");
    await see("This was settled in the meantime");
    await see("Ben decided “Decline” a moment ago.");
    await see("Decided: Decline");
    expect(buttons()).not.toContain("Approve");
  });

  it("shows what was filled in when it was decided", async () => {
    const values = { reason: "Too dear" };
    open(
      "viewer",
      [task("a", { state: "decided", decision: "decline", decidedBy: "ben@example.com", values })],
      "/tasks?state=ended",
    );
    await until(() => expect(shown()).toBe("Task a"));
    await see("Too dear");
    expect(screen()).toContain("ben@example.com");
  });

  it("that nobody decided in time, or that is no longer needed, says so", async () => {
    open(
      "viewer",
      [task("a", { state: "overdue" }), task("b", { state: "withdrawn" })],
      "/tasks?state=ended",
    );
    await see("Nobody decided in time");
    type("j");
    await see("No longer needed");
  });

  it("may be looked at by a viewer, who is told who decides", async () => {
    open("viewer", [withForm()]);
    await see("You may look at this task; an agent or operator decides it.");
    for (const name of ["Approve", "Decline", "Take it"]) expect(buttons()).not.toContain(name);
    expect(document.querySelector("article input, article textarea")).toBeNull();
  });

  it("that is gone says that it cannot be loaded", async () => {
    open("agent", [], "/tasks?task=gone");
    await see("This could not be loaded");
    await see("No such task");
  });
});
