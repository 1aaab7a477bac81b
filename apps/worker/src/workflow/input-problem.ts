// Whoever reaches Temporal can start a workflow by hand, with any input.

type Fields = Readonly<Record<string, unknown>>;

/** Why a run cannot begin with this input, as a sentence that ends it; null when it can. */
export function inputProblem(input: unknown, workflowId: string): string | null {
  if (!isObject(input)) return "it has no input; runs are started by events, not by hand";
  if (input["run"] !== workflowId) return `its input is that of run "${String(input["run"])}"`;
  const { plan, triggerStep } = input;
  if (!isObject(plan) || plan["planFormat"] !== 1) return "its input has no plan of a format that is known";
  const { steps, listens } = plan;
  if (!isListOf(steps, isStep) || !isListOf(listens, isObject)) return "the plan of its input is damaged";
  if (!steps.some(({ id }) => id === triggerStep)) return "its input names no trigger of its plan";
  for (const field of ["trigger", "profile"]) if (!isObject(input[field])) return `its input has no ${field}`;
  for (const field of ["subject", "planHash"])
    if (typeof input[field] !== "string") return `its input has no ${field}`;
  if (typeof input["startedAt"] !== "string" || Number.isNaN(Date.parse(input["startedAt"])))
    return "its input does not say when it started";
  return null;
}

function isStep(value: unknown): value is Fields {
  return isObject(value) && ["id", "op", "name"].every((field) => typeof value[field] === "string");
}

function isListOf<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is readonly Item[] {
  return Array.isArray(value) && value.every((item) => isItem(item));
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
