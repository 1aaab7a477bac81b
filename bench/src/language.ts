// What the language costs while a flow is drawn, published and simulated, in CPU time of this process: wall time on a busy
// machine says little. Every row is the median of slices that take turns with the slices of all other rows.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  check,
  compile,
  createChecker,
  diagnose,
  diagnoseSeen,
  inferFields,
  parseDocument,
  toNodeTypes,
} from "@throughline/flow";
import type { FlowDocument } from "@throughline/flow";
import { simulate } from "@throughline/flow/simulate";
import type { Scenario } from "@throughline/flow/simulate";
import { builtIns } from "@throughline/nodes";
import { drawJourney } from "./draw-journey.ts";
import { percentile, printTable } from "./load.ts";

const warmUps = 3;
const slices = 15;
const runsPerSlice = 200;
const nodeTypes = toNodeTypes(builtIns.map(({ nodeType }) => nodeType));

interface Row {
  readonly name: string;
  /** What is promised, in the same unit. */
  readonly goal?: string;
  readonly unit: "CPU ms" | "runs/s";
  /** One slice; gives the figure in its unit. */
  readonly slice: () => number;
}

/** Measures `check` and `diagnose` with nothing kept and after an edit, `compile`, and simulated runs on one core. */
export async function bench(): Promise<object> {
  const rows = [
    ...[50, 200, 1000].flatMap(readAndDiagnose),
    editOf(1000),
    ...seenOf(1000),
    compileOf(1000),
    simulatedRuns(),
  ];
  const figures = rows.map((): number[] => []);
  for (let turn = -warmUps; turn < slices; turn += 1) {
    for (const [index, { slice }] of rows.entries()) {
      const figure = slice();
      if (turn >= 0) figures[index]?.push(figure);
    }
  }
  const medians = figures.map((values) => Number(percentile(values, 50).toFixed(1)));
  printTable(
    ["language", "median", "unit", "goal"],
    rows.map(({ name, unit, goal = "" }, index) => [name, medians[index] ?? 0, unit, goal]),
  );
  return { slices, medians: Object.fromEntries(rows.map(({ name }, index) => [name, medians[index] ?? 0])) };
}

const goals: Readonly<Record<number, string>> = { 200: "< 50", 1000: "< 250" };

/** Reading a document's shape stands beside diagnosing it: what any editor or API pays before it knows anything. */
function readAndDiagnose(size: number): readonly Row[] {
  const text = JSON.stringify(drawJourney(size));
  return [
    {
      name: `read ${size} nodes`,
      unit: "CPU ms",
      slice: () => cpuMs(() => parseDocument(JSON.parse(text))),
    },
    {
      name: `diagnose ${size} nodes, nothing kept`,
      unit: "CPU ms",
      ...(goals[size] === undefined ? {} : { goal: goals[size] }),
      slice: () => {
        const document = readJourney(text);
        return cpuMs(() => diagnose(check(document, nodeTypes)));
      },
    },
  ];
}

/** Each slice renames one other node, as typing in its form does. */
function editOf(size: number): Row {
  const checker = createChecker();
  let document = readJourney(JSON.stringify(drawJourney(size)));
  let edits = 0;
  diagnose(checker.check(document, nodeTypes));
  return {
    name: `diagnose ${size} nodes after an edit of one`,
    unit: "CPU ms",
    goal: "a few",
    slice: () => {
      edits += 1;
      const at = (edits * 61) % size;
      const nodes = document.nodes.map((node, index) =>
        index === at ? { ...node, name: `Edit ${edits}` } : node,
      );
      document = { ...document, nodes };
      return cpuMs(() => diagnose(checker.check(document, nodeTypes)));
    },
  };
}

/** What the newest events say of a flow, of all of it and after an edit. */
function seenOf(size: number): readonly Row[] {
  const samples = [{ total: 5, email: "a@example.com" }, { total: "6" }];
  const seen = [{ type: "order.placed", sampled: samples.length, fields: inferFields(samples) }];
  const text = JSON.stringify(drawJourney(size));
  const checker = createChecker();
  let document = readJourney(text);
  let edits = 0;
  diagnoseSeen(checker.check(document, nodeTypes), seen);
  return [
    {
      name: `beside what arrived, ${size} nodes, nothing kept`,
      unit: "CPU ms",
      slice: () => {
        const checked = check(readJourney(text), nodeTypes);
        return cpuMs(() => diagnoseSeen(checked, seen));
      },
    },
    {
      name: `beside what arrived, ${size} nodes, after an edit of one`,
      unit: "CPU ms",
      goal: "a few",
      slice: () => {
        edits += 1;
        const at = (edits * 61) % size;
        const nodes = document.nodes.map((node, index) =>
          index === at ? { ...node, name: `Edit ${edits}` } : node,
        );
        document = { ...document, nodes };
        const checked = checker.check(document, nodeTypes);
        return cpuMs(() => diagnoseSeen(checked, seen));
      },
    },
  ];
}

function compileOf(size: number): Row {
  const text = JSON.stringify(drawJourney(size));
  return {
    name: `check and compile ${size} nodes`,
    unit: "CPU ms",
    slice: () => {
      const document = readJourney(text);
      return cpuMs(() => {
        if (!compile(check(document, nodeTypes), { version: 1 }).ok)
          throw new SyntaxError("Cannot measure: the flow has errors");
      });
    },
  };
}

/** Cart recovery, its scenarios in turn. */
function simulatedRuns(): Row {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(join(import.meta.dirname, "../../examples/cart-recovery", name), "utf8"));
  const parsed = parseDocument(read("flow.json"));
  if (!parsed.ok) throw new SyntaxError(JSON.stringify(parsed.problems));
  const compiled = compile(check(parsed.document, nodeTypes), { version: 1 });
  if (!compiled.ok) throw new SyntaxError(JSON.stringify(compiled.diagnostics));
  const scenarios = read("scenarios.json") as readonly Scenario[]; // our own file, played by a test
  return {
    name: "simulated runs of cart recovery",
    unit: "runs/s",
    goal: "≥ 10000",
    slice: () => {
      const ms = cpuMs(() => {
        for (let run = 0; run < runsPerSlice; run += 1) {
          const scenario = scenarios[run % scenarios.length];
          if (scenario !== undefined) simulate(compiled.plan, scenario, { nodeTypes });
        }
      });
      return Math.round((runsPerSlice / ms) * 1000);
    },
  };
}

/** A document of its own: nothing that was kept of another one is found for it. */
function readJourney(text: string): FlowDocument {
  return JSON.parse(text) as FlowDocument; // what drawJourney drew
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
