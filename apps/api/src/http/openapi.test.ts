import { schemaNames } from "@throughline/contract";
import { describe, expect, it } from "vitest";
import { doorPaths } from "../doors/describe-doors.ts";
import { openApiDocument } from "./openapi.ts";

type Node = Readonly<Record<string, unknown>>;

const document = JSON.parse(JSON.stringify(openApiDocument("http://test", doorPaths))) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Node>> };
}; // as it is served
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Node;
}
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

/** Every object schema that is written out where it stands, with its place. */
function* written(node: unknown, at = "#"): Generator<readonly [text: string, at: string]> {
  if (typeof node !== "object" || node === null) return;
  const isNamed = /^#\/components\/schemas\/\w+$/.test(at);
  if (!isNamed && "properties" in node && "type" in node) yield [JSON.stringify(node), at];
  for (const [key, child] of Object.entries(node)) yield* written(child, `${at}/${key}`);
}

describe("the OpenAPI document", () => {
  it("calls its schemas by the names of the contract, so that generated clients can", () => {
    const names = Object.keys(document.components.schemas);
    expect(names.toSorted()).toEqual(Object.keys(schemaNames).toSorted());
    expect(names.filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
    expect(new Set(Object.values(schemaNames)).size).toBe(names.length);
  });

  it("keeps the names that clients know", () => {
    expect(Object.keys(schemaNames).toSorted()).toMatchInlineSnapshot(`
      [
        "Accepted",
        "AcceptedCalls",
        "AuditEntry",
        "ChangeKey",
        "ChangePerson",
        "CloseStockOrder",
        "CloudEvent",
        "CreateFlow",
        "CreateKey",
        "CreatePerson",
        "CreatedKey",
        "DeadLetter",
        "Decide",
        "Diagnostic",
        "Event",
        "EventType",
        "Flow",
        "FlowDocument",
        "FlowSummary",
        "Hook",
        "HookCall",
        "HookMapping",
        "HookPreview",
        "Json",
        "JsonObject",
        "Key",
        "LiveMessage",
        "Me",
        "NodeCounts",
        "NodePackage",
        "NodeType",
        "Person",
        "PlainEvent",
        "Preference",
        "PreviewHook",
        "Problem",
        "ProfileChanges",
        "Publish",
        "Published",
        "PutFlow",
        "PutHook",
        "PutSecret",
        "PutStockItem",
        "PutSubscription",
        "PutTopic",
        "Receipt",
        "ReceiptLine",
        "Repair",
        "Resolve",
        "Role",
        "Run",
        "RunDelivery",
        "RunMessage",
        "RunState",
        "RunSummary",
        "RunWait",
        "SaveDraft",
        "SavedDraft",
        "Secret",
        "SegmentBatch",
        "SegmentCall",
        "SendEvent",
        "SentEvent",
        "SignatureScheme",
        "StartFlow",
        "Started",
        "StockItem",
        "Subject",
        "Suppression",
        "Task",
        "Topic",
        "TopicKey",
        "TrailEntry",
        "ValidateFlow",
        "Validation",
        "Version",
        "VersionSummary",
      ]
    `);
  });

  it("writes no shape twice that could have a name", () => {
    const places = new Map<string, string[]>();
    for (const [text, at] of written(document)) {
      if (text.length > 400) places.set(text, [...(places.get(text) ?? []), at]);
    }
    expect([...places.values()].filter((shared) => shared.length > 1)).toEqual([]);
  });

  it("names each operation once", () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("says of every change that it honours Idempotency-Key, and how", () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const isChange =
          method !== "get" && path.startsWith("/api/") && !/\/(?:validate|preview)$/.test(path);
        const isDeclared = (operation.parameters ?? []).some(({ name }) => name === "Idempotency-Key");
        if (path.startsWith("/api/"))
          expect([operation.operationId, isDeclared]).toEqual([operation.operationId, isChange]);
      }
    }
  });

  it("declares what every address may refuse with", () => {
    for (const { operationId, responses } of operations)
      expect([operationId, Object.keys(responses)]).toEqual([
        operationId,
        expect.arrayContaining(["400", "401", "429", "500", "503"]),
      ]);
  });
});
