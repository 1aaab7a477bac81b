import { afterAll, describe, expect, it } from "vitest";
import { createRenderer } from "./render.ts";

const renderer = createRenderer();
afterAll(() => renderer.close());
const mail = (body: string, scope: object = {}, subject = "S") =>
  renderer.renderMail({ subject, body, scope: scope as never });
const mjml = (inside: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${inside}</mj-text></mj-column></mj-section></mj-body></mjml>`;

describe("createRenderer()", () => {
  it("fills values into MJML, escaped, and leaves data that looks like a template alone", async () => {
    const { html } = await mail(mjml("Hi {{ name | default: 'there' }}, {{ code }}"), {
      name: "<script>x</script>",
      code: "{{ name }}{% include 'x' %}",
    });
    expect(html).toContain("Hi &lt;script&gt;x&lt;/script&gt;, {{ name }}{% include &#39;x&#39; %}");
    expect(html).toContain("<!doctype html>");
  });

  it("tells no third party who opens the mail", async () => {
    const { html } = await mail(mjml("Hi"));
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });

  it("makes paragraphs and links of plain text, whose values cannot become HTML", async () => {
    const { html } = await mail("Hi {{ name }}\nsee https://shop.example/a?b=1&c=2.\n\nBye", {
      name: "<b>Ada</b>",
    });
    expect(html).toContain(
      '<p>Hi &lt;b&gt;Ada&lt;/b&gt;<br>see <a href="https://shop.example/a?b=1&amp;c=2">https://shop.example/a?b=1&amp;c=2</a>.</p><p>Bye</p>',
    );
  });

  it("keeps a line break in a value out of the subject line", async () => {
    const { subject } = await mail("x", { name: "Ada\r\nBcc: eve@example.com" }, "Hi {{ name }}");
    expect(subject).toBe("Hi Ada Bcc: eve@example.com");
  });

  it("renders dates", async () => {
    const text = "{{ at | date: '%d %B' }}";
    expect(await renderer.renderText(text, { at: "2026-01-07T10:00:00Z" })).toBe("07 January");
  });

  it.each([
    ["Hi {{ profile.name }}", {}, "profile.name"],
    ["Hi {{ profile.name | upcase }}", { profile: {} }, "profile.name"],
    ["Hi {{- profile.name -}}", { profile: { name: null } }, "profile.name"],
    ["{{ a.b.c.d }}", { a: { b: {} } }, "a.b.c.d"],
    ["{% assign x = profile.name %}{{ x }}", { profile: {} }, "x"],
    ["{% for x in profile.items %}{{ x }}{% endfor %}", {}, "profile.items"],
    ["{{ list[3].x }}", { list: [] }, "list[3].x"],
    ["{% if profile.points > 3 %}many{% else %}few{% endif %}", { profile: {} }, "profile.points"],
    ["{{ profile.points | times: 2 }} points", { profile: { points: null } }, "profile.points"],
    ["{% for x in profile.items %}{{ x }}{% endfor %}", { profile: { items: null } }, "profile.items"],
    ["{% case profile.plan %}{% when 'a' %}A{% else %}B{% endcase %}", { profile: {} }, "profile.plan"],
  ])("refuses %s where the value is missing, and names it", async (text, scope, value) => {
    const missing = {
      code: "missing-value",
      message: expect.stringContaining(`“${value}” is missing`) as string,
    };
    await expect(renderer.renderText(text, scope)).rejects.toMatchObject(missing);
    await expect(mail(text, scope)).rejects.toMatchObject(missing);
    await expect(mail(mjml(text), scope)).rejects.toMatchObject(missing);
    await expect(mail("x", scope, text)).rejects.toMatchObject(missing);
  });

  it("prints what the text says instead of a missing value", async () => {
    const text =
      "{{ profile.name | default: 'you' }}{{ a.b.c.d | default: '' }}{% if profile.points and profile.points > 3 %}many{% else %} few{% endif %}";
    expect(await renderer.renderText(text, { profile: {} })).toBe("you few");
  });

  it.each(["<mj-txt>Hi</mj-txt>", "<mj-section>Hi</mj-section>"])("refuses MJML with %s", async (inside) => {
    const body = `<mjml><mj-body><mj-section><mj-column>${inside}</mj-column></mj-section></mj-body></mjml>`;
    await expect(mail(body)).rejects.toMatchObject({ code: "template-invalid" });
  });

  it.each([
    "{% include 'x' %}",
    "{% render '/etc/passwd' %}",
    "{% layout 'x' %}",
    "{{ x | nosuchfilter }}",
    "{% if %}",
    "{{ x | raw }}",
  ])("refuses %s with a sentence", async (text) => {
    await expect(renderer.renderText(text, {})).rejects.toMatchObject({ code: "template-invalid" });
  });

  it("gives nothing of prototypes or constructors", async () => {
    for (const probe of [
      "x.constructor",
      "x.__proto__",
      "constructor.constructor",
      "x.toString",
      "__proto__.y",
    ])
      expect(await renderer.renderText(`[{{ ${probe} | default: "" }}]`, { x: {} })).toBe("[]");
  });

  it("does not read files through MJML", async () => {
    const { html } = await mail(
      `<mjml><mj-body><mj-include path="/etc/passwd" type="html" /></mj-body></mjml>`,
    );
    expect(html).not.toContain("root:");
  });

  it("stops a text that runs for ever or fills the memory, and goes on with the next", async () => {
    const loops =
      "{% for a in (1..90000) %}{% for b in (1..90000) %}{% for c in (1..90000) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}";
    await expect(renderer.renderText(loops, {})).rejects.toMatchObject({
      code: expect.stringMatching(/^template-/) as string,
    });
    await expect(
      renderer.renderText("{% for a in (1..100000000) %}{{ a }}{% endfor %}", {}),
    ).rejects.toMatchObject({ name: "StepError" });
    expect(await renderer.renderText("{{ 1 | plus: 1 }}", {})).toBe("2");
  });

  it("ends the thread of a text that takes longer than a second, and only that text fails", async () => {
    const endless = mjml("x").replace(
      "<mj-section>",
      "<mj-section><mj-column><mj-text>y</mj-text></mj-column></mj-section><mj-section>".repeat(20_000),
    );
    const [slow, next] = await Promise.allSettled([
      mail(endless),
      renderer.renderText("{{ 1 | plus: 1 }}", {}),
    ]);
    expect(slow).toMatchObject({ status: "rejected", reason: { name: "StepError" } });
    expect(next).toEqual({ status: "fulfilled", value: "2" });
  }, 60_000);
});
