// `npm run bench -- <name>`: one table with both sides measured in the same run, then one JSON line with every figure.
const benches: Readonly<Record<string, () => Promise<{ readonly bench: () => Promise<object> }>>> = {
  editor: () => import("./editor.ts"),
  expressions: () => import("./expressions.ts"),
  intake: () => import("./intake.ts"),
  language: () => import("./language.ts"),
  latency: () => import("./latency.ts"),
  transactions: () => import("./transactions.ts"),
};

const [name] = process.argv.slice(2);
const load = name === undefined ? undefined : benches[name];
if (load === undefined) {
  console.error(
    `Cannot run the benchmark "${name ?? ""}": it is none of ${Object.keys(benches).join(", ")}. Try: npm run bench -- intake`,
  );
  process.exit(1);
}
const { bench } = await load();
const figures = await bench();
console.log(
  JSON.stringify({
    bench: name,
    node: process.version,
    cpus: (await import("node:os")).cpus().length,
    ...figures,
  }),
);
process.exit(0);
