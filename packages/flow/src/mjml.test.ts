import { expect, it } from "vitest";
import { mjmlProblem } from "./mjml.ts";

const inColumn = (inside: string): string =>
  `<mjml><mj-body><mj-section><mj-column>${inside}</mj-column></mj-section></mj-body></mjml>`;

it.each([
  "Just text <mj-txt>",
  inColumn("<mj-text>Hi <b>you</b>, {{ a }} <br> 1 < 2</mj-text>"),
  inColumn(`<mj-image src="a>b.png" /><mj-button href="https://x.example">Go</mj-button>`),
  inColumn("{% if profile.vip %}<mj-text>vip</mj-text>{% endif %}<!-- <mj-txt> -->"),
  "<mjml><mj-head><mj-attributes><mj-text color='red' /><mj-all/></mj-attributes><mj-style>a > b {}</mj-style></mj-head><mj-body></mj-body></mjml>",
  "\n <MJML><mj-body /></MJML>",
])("finds nothing in %s", (body) => expect(mjmlProblem(body)).toBeNull());

it.each([
  [inColumn("<mj-txt>Your order</mj-txt>"), "there is no element <mj-txt>"],
  [inColumn("<mj-foo/>"), "there is no element <mj-foo>"],
  [inColumn("<p>Your order</p>"), "there is no element <p>"],
  [inColumn("<mj-text>Your order"), "<mj-text> is not closed"],
  ["<mjml><mj-body><mj-section></mj-body></mjml>", "<mj-section> is closed by </mj-body>"],
  ["<mjml><mj-body>", "<mj-body> is not closed"],
  ["<mjml></mjml>", "it has no <mj-body>"],
  ["<mjml><mj-body></mj-body></mjml></mj-text>", "</mj-text> closes nothing"],
  [inColumn(`<mj-include path="/etc/passwd" />`), "<mj-include> is not read: put its content here"],
])("says what is wrong with %s", (body, problem) => expect(mjmlProblem(body)).toBe(problem));
