/** A number says no unit; `what` is how it is written, or the number itself. */
export function numberAsDuration(what: string): string {
  const number = /^\d{1,9}$/.test(what) ? what : "30";
  const subject = /^-?[\d.]+$/.test(what) ? what : `${what} is a number:`;
  return `${subject} of what? A duration has a unit: write duration('PT${number}S') for seconds, duration('PT${number}M') for minutes`;
}
