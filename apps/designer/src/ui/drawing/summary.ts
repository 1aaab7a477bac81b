// One line that says what a node will do, from its config; by instruction, never by node type.
import type { DocumentNode, JsonObject, NodeType } from "@throughline/flow";
import { durationInWords } from "../duration.ts";
import { expressionInWords } from "./expression-words.ts";

type Item = Readonly<Record<string, unknown>>;

/** The line under a node's name. Empty when nothing is filled in yet. */
export function summariseNode(node: DocumentNode, nodeType: NodeType | undefined): string {
  if (nodeType === undefined) return `unknown type ${node.type}`;
  const config: Item = { ...nodeType.preset, ...node.config };
  switch (nodeType.instruction) {
    case "trigger":
      return joined([triggerSource(config), prefixed("only if ", expressionInWords(config["filter"]))]);
    case "wait":
      return joined([
        eventsInWords(config["events"]),
        deadlineInWords(config["timeout"], itemsOf(config["events"]).length > 0),
      ]);
    case "split":
      return splitInWords(config);
    case "task":
      return joined([text(config["queue"]), prefixed("due ", deadlineInWords(config["due"], false))]);
    case "end":
      return prefixed("outcome ", text(config["outcome"]));
    case "run":
      return joined(fieldsInWords(config, nodeType.config).slice(0, 2));
  }
}

/** A deadline as the config holds it, in words: `30 minutes`, `until departsAt`, `at 09:00`. */
function deadlineInWords(value: unknown, isGivingUp: boolean): string {
  const lead = isGivingUp ? "at most " : "";
  if (typeof value === "string") return value === "" ? "" : `${lead}${durationInWords(value)}`;
  if (typeof value !== "object" || value === null) return "";
  const rule = value as Item;
  if (rule["until"] !== undefined) {
    const offset = typeof rule["offset"] === "string" ? offsetInWords(rule["offset"]) : "";
    return `until ${offset}${expressionInWords(rule["until"])}`;
  }
  if (typeof rule["at"] === "string") return `until the next ${rule["at"]}`;
  return prefixed(lead, expressionInWords(value));
}

function offsetInWords(offset: string): string {
  return offset.startsWith("-")
    ? `${durationInWords(offset.slice(1))} before `
    : `${durationInWords(offset)} after `;
}

function triggerSource(config: Item): string {
  if (text(config["eventType"]) !== "") return text(config["eventType"]);
  if (text(config["hook"]) !== "") return `webhook ${text(config["hook"])}`;
  return "";
}

function eventsInWords(events: unknown): string {
  return itemsOf(events)
    .map((event) => text(event["type"]))
    .filter((type) => type !== "")
    .join(" or ");
}

function splitInWords(config: Item): string {
  const weights = itemsOf(config["weights"]);
  if (weights.length > 0)
    return weights.map((weight) => `${text(weight["port"])} ${text(weight["weight"])}`).join(" · ");
  return itemsOf(config["branches"])
    .map((branch) => ({ port: text(branch["port"]), when: expressionInWords(branch["when"]) }))
    .map(({ port, when }) => (port === "" || when === "" ? port || when : `${port}: ${when}`))
    .filter((part) => part !== "")
    .join(" · ");
}

function fieldsInWords(config: Item, schema: JsonObject): readonly string[] {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonObject>>; // a config schema is an object's
  return Object.keys(properties).flatMap((key) => {
    const value = config[key];
    const said =
      typeof value === "string" && /^P[\dT]/.test(value) ? durationInWords(value) : expressionInWords(value);
    if (said === "" || said.length > 120 || said.includes("<")) return [];
    const title = properties[key]?.["title"];
    return [typeof title === "string" ? `${title}: ${said}` : said];
  });
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

function prefixed(prefix: string, said: string): string {
  return said === "" ? "" : `${prefix}${said}`;
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function itemsOf(value: unknown): readonly Item[] {
  return Array.isArray(value)
    ? value.filter((item): item is Item => typeof item === "object" && item !== null)
    : [];
}
