// How a person uses the editor: by mouse and by the names on the screen.
import type { Locator, Page } from "playwright-core";

export interface Drawing {
  /** Drags a node from the palette to a place on the canvas and names it; gives its element. */
  place(type: string, name: string, at: { readonly x: number; readonly y: number }): Promise<Locator>;
  /** Drags from a port of one node to another node. */
  connect(from: string, port: string, to: string): Promise<void>;
  open(name: string): Promise<void>;
  /** The panel on the right. */
  readonly panel: Locator;
}

/** Drives the editor that the page shows. */
export function openDrawing(page: Page): Drawing {
  const canvas = page.getByRole("application", { name: "Drawing" });
  const panel = page.getByRole("complementary", { name: "Details" });
  const node = (name: string): Locator =>
    canvas.getByRole("group", { name: new RegExp(`^${escape(name)}, `) });
  return {
    panel,
    async place(type, name, at) {
      await page
        .getByRole("button", { name: `Add ${type}`, exact: true })
        .dragTo(canvas, { targetPosition: at });
      await panel.getByRole("textbox", { name: "Name", exact: true }).fill(name);
      await node(name).waitFor();
      return node(name);
    },
    async connect(from, port, to) {
      const source = await centre(node(from).locator(`.react-flow__handle.source[data-handleid="${port}"]`));
      const target = await centre(node(to).locator(".react-flow__handle.target"));
      const lines = canvas.getByRole("img", {
        name: new RegExp(`^From ${escape(from)}, .*, to ${escape(to)}$`),
      });
      const before = await lines.count();
      await page.mouse.move(source.x, source.y);
      await page.mouse.down();
      await page.mouse.move(source.x + 6, source.y + 12, { steps: 3 });
      await page.mouse.move(target.x, target.y, { steps: 12 });
      await page.mouse.up();
      await lines.nth(before).waitFor({ state: "attached" });
    },
    async open(name) {
      await node(name).click({ position: { x: 60, y: 16 } });
      await panel.getByRole("textbox", { name: "Name", exact: true }).waitFor();
    },
  };
}

async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("Cannot reach a port: it is not on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
