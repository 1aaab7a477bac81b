// What a drawing names and this installation does not have. The language cannot know: it is asked when a flow is checked
// against the place where it will run.
import { listHooks, listSecrets, listTopics } from "@throughline/db";
import { isJsonObject } from "@throughline/flow";
import type { Diagnostic, FieldHints, FlowDocument, Json } from "@throughline/flow";
import { TRANSACTIONAL } from "@throughline/nodes";
import type { Deps } from "../deps.ts";

/**
 * A warning for each secret and webhook that is not there: it may be made later, until then runs park or never start. A
 * topic that is not there is an error: nobody knows who wants mail about it.
 */
export async function unknownNames(document: FlowDocument, deps: Deps): Promise<Diagnostic[]> {
  const [secrets, hooks, topics] = await Promise.all([
    listSecrets(deps.sql),
    listHooks(deps.sql),
    listTopics(deps.sql),
  ]);
  const secretNames = new Set(secrets.map(({ name }) => name));
  const hookKeys = new Set(hooks.map(({ key }) => key));
  const topicKeys = new Set([TRANSACTIONAL, ...topics.map(({ key }) => key)]);
  return document.nodes.flatMap((node): Diagnostic[] => {
    const about = { severity: "warning", node: node.id } as const;
    const { hook } = node.config;
    const missing = secretsIn(node.config as Json).filter(({ name }) => !secretNames.has(name));
    return [
      ...missing.map(({ name, field }) => ({
        ...about,
        code: "unknown-secret",
        field,
        message: `"${node.name}" uses the secret "${name}", which does not exist: store it under Settings, until then its runs park here.`,
      })),
      ...(typeof hook === "string" && hook !== "" && !hookKeys.has(hook)
        ? [
            {
              ...about,
              code: "unknown-hook",
              field: "hook",
              message: `"${node.name}" starts at the webhook "${hook}", which does not exist: make it under Settings, until then it never starts.`,
            },
          ]
        : []),
      ...topicsOf(node, deps).flatMap(({ field, topic }): Diagnostic[] =>
        topicKeys.has(topic)
          ? []
          : [
              {
                severity: "error",
                code: "unknown-topic",
                node: node.id,
                field,
                message: `"${node.name}" is about the topic "${topic}", which does not exist: add it under Settings → Mail topics, or choose another.`,
              },
            ],
      ),
    ];
  });
}

/** The topics that a node's mail is about, its usual one where it names none. */
function topicsOf(
  { type, typeVersion, config }: FlowDocument["nodes"][number],
  { nodes }: Pick<Deps, "nodes">,
): readonly { readonly field: string; readonly topic: string }[] {
  const { properties } = (nodes.get(type, typeVersion)?.nodeType.config ?? {}) as {
    readonly properties?: Readonly<Record<string, { readonly "x-ui"?: FieldHints; readonly default?: Json }>>;
  }; // JSON Schema of a config
  return Object.entries(properties ?? {}).flatMap(([field, schema]) => {
    const topic = config[field] ?? schema.default;
    return schema["x-ui"]?.widget === "topic" && typeof topic === "string" ? [{ field, topic }] : [];
  });
}

function secretsIn(
  value: Json | undefined,
  path = "",
): readonly { readonly name: string; readonly field: string }[] {
  if (typeof value !== "object" || value === null) return [];
  if (isJsonObject(value) && typeof value["$secret"] === "string")
    return [{ name: value["$secret"], field: path }];
  return Object.entries(value).flatMap(([name, child]) =>
    secretsIn(child as Json | undefined, path === "" ? name : `${path}.${name}`),
  );
}
