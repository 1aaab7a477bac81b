// Every command of the editor by its name. A new one is a file beside this one and its line here; then
// `commands.test.ts` does not compile until it says which arguments the laws try.
import { addNode } from "./add-node.ts";
import { align } from "./align.ts";
import { callNode } from "./call-node.ts";
import type { Command } from "./command.ts";
import { connect } from "./connect.ts";
import { layOut } from "./lay-out.ts";
import { move } from "./move.ts";
import { paste } from "./paste.ts";
import { putNote } from "./put-note.ts";
import { reconnect } from "./reconnect.ts";
import { remove } from "./remove.ts";
import { setFlow } from "./set-flow.ts";
import { setNode } from "./set-node.ts";
import { takeDrawing } from "./take-drawing.ts";

const byName = {
  "add-node": addNode,
  align,
  "call-node": callNode,
  connect,
  "lay-out": layOut,
  move,
  paste,
  "put-note": putNote,
  reconnect,
  remove,
  "set-flow": setFlow,
  "set-node": setNode,
  "take-drawing": takeDrawing,
};

/** The name of a command. */
export type CommandName = keyof typeof byName;

/** What a command is told. */
export type CommandArgs<Name extends CommandName> =
  (typeof byName)[Name] extends Command<infer Args> ? Args : never;

/** The commands by name; each takes the arguments of its own name. */
export const commands: { readonly [Name in CommandName]: Command<CommandArgs<Name>> } = byName;
