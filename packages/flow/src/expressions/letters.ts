// Places in text, counted in letters as `size` counts them: an emoji is one, whatever its code takes.

/** How many letters a text has. */
export function countLetters(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) if (isPair(text, at)) count -= 1;
  return count;
}

/** The place of a letter in the text's code; the end for the one behind the last. */
export function placeOfLetter(text: string, letter: number): number {
  let at = 0;
  for (let left = letter; left > 0 && at < text.length; left -= 1) at += isPair(text, at) ? 2 : 1;
  return at;
}

/** The letter at a place in the text's code; -1 stays. */
export function letterAt(text: string, place: number): number {
  return place < 0 ? place : countLetters(text.slice(0, place));
}

function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}
