/**
 * JSON with sorted keys and no spaces: one text for equal values, whatever order their keys were written in. Throws a
 * TypeError for what is not JSON.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (Number.isFinite(value)) return JSON.stringify(value);
    throw new TypeError(`Cannot write "${value}" as JSON: it is not a finite number`);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object")
    throw new TypeError(`Cannot write a ${typeof value} as JSON: it is not data`);
  let text = "";
  // Written without lists in between: a plan is thousands of small objects, weighed at every key stroke.
  for (const key of Object.keys(value).sort()) {
    const child = (value as Readonly<Record<string, unknown>>)[key]; // an object, as all else was told apart
    if (child !== undefined)
      text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(child)}`;
  }
  return `{${text}}`;
}
