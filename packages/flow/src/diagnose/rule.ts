import type { Diagnostic } from "../diagnostic.ts";
import type { CheckedDocument } from "./checked-document.ts";

/** One rule: what it finds in a document. Its code is the name of its file. */
export type Rule = (checked: CheckedDocument) => readonly Diagnostic[];
