// What an expression costs: ours, and the library that still parses and checks it, which evaluated before. CPU time of this
// process; slices of both sides take turns.
import { Environment } from "@marcbachmann/cel-js";
import { evaluate } from "@throughline/flow";
import { percentile, printTable } from "./load.ts";

const warmUps = 3;
const slices = 15;
const perSlice = 20_000;

/** Filters as analysts write them. Numbers of the data are doubles: the library takes no whole numbers beside them. */
const FILTERS: readonly string[] = [
  "event.data.total > 500.5",
  "event.data.country == 'DE' && event.data.total > 99.5",
  "has(event.data.coupon) && event.data.coupon.code == 'SPRING'",
  "event.data.email.endsWith('@example.com')",
  "event.data.country in ['DE', 'AT', 'CH']",
  "event.data.items.exists(i, i.price > 100.5)",
  "event.data.items.map(i, i.price * i.count).size() > 1",
];

const SCOPE = {
  event: {
    data: {
      total: 719.99,
      country: "DE",
      email: "ann@example.com",
      items: [
        { sku: "desk", price: 639.99, count: 1.5 },
        { sku: "lamp", price: 40.5, count: 2.5 },
      ],
    },
  },
};

/** Measures evaluations of parsed expressions, and parsing and checking one that is new. */
export async function bench(): Promise<object> {
  const library = new Environment({ unlistedVariablesAreDyn: true });
  const sides = FILTERS.flatMap((text) => {
    const parsed = library.parse(text);
    return [
      { text, side: "ours", run: () => evaluate(text, SCOPE) },
      { text, side: "library", run: () => parsed(SCOPE) },
    ];
  });
  const figures = sides.map((): number[] => []);
  for (let turn = -warmUps; turn < slices; turn += 1)
    for (const [index, { run }] of sides.entries()) {
      const ns = nanoseconds(run);
      if (turn >= 0) figures[index]?.push(ns);
    }
  const medians = figures.map((values) => Math.round(percentile(values, 50)));
  const rows = FILTERS.map(
    (text, index) => [text, medians[index * 2] ?? 0, medians[index * 2 + 1] ?? 0] as const,
  );
  const fresh = freshOnes();
  printTable(
    ["filter", "ours, ns", "library, ns"],
    [...rows, ["a new one: parsed, checked, evaluated", fresh, ""]],
  );
  return { slices, perSlice, filters: Object.fromEntries(rows.map(([text, ...ns]) => [text, ns])), fresh };
}

function nanoseconds(run: () => unknown): number {
  const before = process.cpuUsage();
  for (let count = 0; count < perSlice; count += 1) run();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / perSlice;
}

/** Each text is another one, so that nothing is kept of it. */
function freshOnes(): number {
  const count = 2000;
  const before = process.cpuUsage();
  for (let index = 0; index < count; index += 1)
    evaluate(`event.data.country == 'DE' && event.data.total > ${index}.5`, SCOPE);
  const { user, system } = process.cpuUsage(before);
  return Math.round(((user + system) * 1000) / count);
}
