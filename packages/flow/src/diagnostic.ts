/** One finding about a document: what is wrong, where, and what to do. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** The rule's file name in `diagnose/rules`. */
  readonly code: string;
  /** A sentence for an analyst that names the node as drawn. */
  readonly message: string;
  readonly node?: string;
  /** Path inside the node's config with dots, e.g. `events.0.filter`; or of a setting, e.g. `settings.subject`. */
  readonly field?: string;
  /** Characters from the start of the expression's text. */
  readonly offset?: number;
  readonly endOffset?: number;
  /** The edge's index in the document, for findings about an edge. */
  readonly edge?: number;
}
