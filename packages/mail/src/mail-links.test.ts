import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml, unescapeHtml } from "./html-text.ts";
import { trackLinks, UNSUBSCRIBE_PLACEHOLDER } from "./mail-links.ts";

const hrefs = (html: string) => [...html.matchAll(/href\s*=\s*"([^"]*)"/gi)].map(([, href]) => href);

describe("trackLinks()", () => {
  it("adds no way to unsubscribe to what nobody can unsubscribe from, but leads there where the text wants it", () => {
    expect(trackLinks("<body>x</body>", "https://f.example", false)).toEqual({
      html: "<body>x</body>",
      unsubscribeUrl: null,
      links: [],
    });
    const wanted = trackLinks(`<a href="${UNSUBSCRIBE_PLACEHOLDER}">topics</a>`, "https://f.example", false);
    expect(wanted.html).toContain(`href="${wanted.unsubscribeUrl}"`);
  });

  it("leads every web link over us and leaves mail, telephone and anchors alone", () => {
    const { html, links } = trackLinks(
      `<a href="https://shop.example/p?a=1&amp;b=2">x</a><A class='y' HREF = 'http://b.example/'>y</A><a href=https://c.example/d>z</a><a href="mailto:a@b.example">m</a><a href="tel:+49">t</a><a href="#top">u</a>`,
      "https://flows.example",
      true,
    );
    expect(links.map(({ kind, url, label }) => [kind, url, label])).toEqual([
      ["unsubscribe", null, null],
      ["link", "https://shop.example/p?a=1&b=2", "shop.example/p"],
      ["link", "http://b.example/", "b.example/"],
      ["link", "https://c.example/d", "c.example/d"],
    ]);
    expect(hrefs(html)).toEqual([
      ...Array.from(
        { length: 3 },
        () => expect.stringMatching(/^https:\/\/flows\.example\/c\/[\w-]{43}$/) as string,
      ),
      "mailto:a@b.example",
      "tel:+49",
      "#top",
      expect.stringMatching(/^https:\/\/flows\.example\/u\/[\w-]{43}$/) as string,
    ]);
  });

  it("lets no script through, however it is written", () => {
    const spellings = [
      "javascript:alert(1)",
      " javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java&#10;script:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "//evil.example",
      "\tjavascript:x",
    ];
    for (const spelling of spellings)
      expect(
        hrefs(trackLinks(`<a href="${spelling}">x</a>`, "https://f.example", true).html)[0],
        spelling,
      ).toBe("#");
  });

  it("puts the link to unsubscribe where the text wants it, and at the end otherwise", () => {
    const own = trackLinks(
      `<body><a href="${UNSUBSCRIBE_PLACEHOLDER}">stop</a></body>`,
      "https://f.example",
      true,
    );
    expect(own.html).toBe(`<body><a href="${own.unsubscribeUrl}">stop</a></body>`);
    const added = trackLinks("<body>x</body>", "https://f.example", true);
    expect(added.html).toMatch(/^<body>x<p .*Unsubscribe<\/a><\/p><\/body>$/);
  });

  it("takes any text in time that grows with its length", () => {
    // Quadratic work would take longer than a test may.
    for (const piece of ["<a ", "<a href=", "<a href='", "<a x=1 ", 'href="', "<a<a", "<a href =    "])
      trackLinks(piece.repeat(100_000), "https://f.example", true);
  });
});

it("escapeHtml() is undone by unescapeHtml() and leaves nothing that opens a tag", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      expect(unescapeHtml(escapeHtml(text))).toBe(text);
    }),
  );
});
