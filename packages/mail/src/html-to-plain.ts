import { htmlToText } from "html-to-text";

/** The same message for those who read no HTML: links with their addresses, no images. */
export function htmlToPlain(html: string): string {
  return htmlToText(html, {
    wordwrap: 78,
    limits: { maxInputLength: 1_000_000 },
    selectors: [
      { selector: "img", format: "skip" },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    ],
  });
}
