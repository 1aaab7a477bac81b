import type { CheckedDocument, CheckedNode } from "../check/checked-document.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { oncePerNode } from "./rule.ts";
import type { Rule } from "./rule.ts";
import { brokenJson } from "./rules/broken-json.ts";
import { danglingEdge } from "./rules/dangling-edge.ts";
import { duplicateEdge } from "./rules/duplicate-edge.ts";
import { duplicateId } from "./rules/duplicate-id.ts";
import { emptyCondition } from "./rules/empty-condition.ts";
import { expressionSyntax } from "./rules/expression-syntax.ts";
import { expressionType } from "./rules/expression-type.ts";
import { foreignPlaceholder } from "./rules/foreign-placeholder.ts";
import { invalidConfig } from "./rules/invalid-config.ts";
import { invalidSender } from "./rules/invalid-sender.ts";
import { invalidTimeZone } from "./rules/invalid-time-zone.ts";
import { literalBraces } from "./rules/literal-braces.ts";
import { maybeMissing } from "./rules/maybe-missing.ts";
import { missingConfig } from "./rules/missing-config.ts";
import { mjmlInvalid } from "./rules/mjml-invalid.ts";
import { noCompensation } from "./rules/no-compensation.ts";
import { noTrigger } from "./rules/no-trigger.ts";
import { openPort } from "./rules/open-port.ts";
import { planSize } from "./rules/plan-size.ts";
import { portClash } from "./rules/port-clash.ts";
import { subjectUnderivable } from "./rules/subject-underivable.ts";
import { templateSyntax } from "./rules/template-syntax.ts";
import { unboundedLoop } from "./rules/unbounded-loop.ts";
import { unknownField } from "./rules/unknown-field.ts";
import { unknownNodeType } from "./rules/unknown-node-type.ts";
import { unknownReference } from "./rules/unknown-reference.ts";
import { unreachableNode } from "./rules/unreachable-node.ts";
import { waitNeverWakes } from "./rules/wait-never-wakes.ts";
import { waitsDiffer } from "./rules/waits-differ.ts";

const rules: readonly Rule[] = [
  noTrigger,
  duplicateId,
  unknownNodeType,
  danglingEdge,
  duplicateEdge,
  portClash,
  noCompensation,
  unboundedLoop,
  missingConfig,
  invalidConfig,
  unknownField,
  subjectUnderivable,
  invalidTimeZone,
  invalidSender,
  expressionSyntax,
  unknownReference,
  expressionType,
  templateSyntax,
  literalBraces,
  foreignPlaceholder,
  brokenJson,
  maybeMissing,
  mjmlInvalid,
  waitNeverWakes,
  waitsDiffer,
  unreachableNode,
  openPort,
  emptyCondition,
];

const known = new WeakMap<CheckedDocument, readonly Diagnostic[]>();

/** Everything that is wrong or odd about a document, errors first, found once. Editor and API call this one function. */
export function diagnose(checked: CheckedDocument): readonly Diagnostic[] {
  const diagnostics = known.get(checked) ?? findAll(checked);
  known.set(checked, diagnostics);
  return diagnostics;
}

function findAll(checked: CheckedDocument): readonly Diagnostic[] {
  const found = [
    ...rules.flatMap((rule, order) => (rule.about === "document" ? inOrder(order, rule.find(checked)) : [])),
    ...checked.nodes.flatMap(findInNode),
  ].toSorted((a, b) => a.order - b.order);
  const diagnostics = found.map(({ diagnostic }) => diagnostic);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const warnings = diagnostics.filter(({ severity }) => severity === "warning");
  // A plan can be built, and so measured, only when nothing else is wrong.
  return errors.length > 0 ? [...errors, ...warnings] : [...planSize(checked), ...warnings];
}

/** A finding, and the place of its rule among all. */
interface Found {
  readonly order: number;
  readonly diagnostic: Diagnostic;
}

const findInNode = oncePerNode((checked: CheckedNode): readonly Found[] =>
  rules.flatMap((rule, order) => (rule.about === "node" ? inOrder(order, rule.find(checked)) : [])),
);

function inOrder(order: number, diagnostics: readonly Diagnostic[]): readonly Found[] {
  return diagnostics.map((diagnostic) => ({ order, diagnostic }));
}
