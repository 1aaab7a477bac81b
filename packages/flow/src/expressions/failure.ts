/** Why an expression gives no value, in words, and where in its text; caught where evaluation begins. */
export class ExpressionFailure extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, { start, end }: { readonly start: number; readonly end: number }) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

/** The evaluation has used up what one may take; nothing in an expression catches it. */
export class ExpressionTooLong extends ExpressionFailure {}

/** Why a function cannot take a value; who called it knows where. */
export class ValueProblem extends Error {}
