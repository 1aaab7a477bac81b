import { describe, expect, it } from "vitest";
import { createPlayer, planFromText } from "./testing/index.ts";
import { createLiquid } from "./liquid.ts";
import { readTemplate } from "./templates.ts";

describe("readTemplate()", () => {
  it.each([
    ["{{ trigger.data.name }}", ["trigger.data.name"]],
    ["{{ trigger.data.items.size }} {{ trigger.data.items.first.name }}", ["trigger.data.items"]],
    ["{{ trigger.data.items[0].name }} {{ trigger.data.last }}", ["trigger.data.items", "trigger.data"]],
    ["{{ steps.first.code }} {{ steps.last.list.last }}", ["steps.first.code", "steps.last.list"]],
    ["{{ code }}", ["code"]],
  ])("reads the paths of %s", (text, paths) => {
    const reading = readTemplate(text);
    expect(reading.ok && [...new Set(reading.paths.map((path) => path.join(".")))]).toEqual(paths);
  });
});

it("a text gets what it asks of a list: its size, its first and its last", async () => {
  const text =
    "{{ trigger.data.items.size }} {{ trigger.data.items.first.name }} {{ trigger.data.items.last.name }}";
  const plan = planFromText(`start: event a -> act\nact: do text="${text}"`);
  const run = createPlayer(plan, { items: [{ name: "Tea" }, { name: "Cup" }], more: "not asked for" });
  run.play("started");
  const [command] = run.commands.filter(({ kind }) => kind === "run");
  const scope = command?.kind === "run" ? command.scope : {};
  expect(await createLiquid().parseAndRender(text, scope)).toBe("2 Tea Cup");
  expect(JSON.stringify(scope)).not.toContain("not asked for");
});
