// A mail is a stranger's page: it runs nothing, loads nothing and leads nowhere.

const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";
const META = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;

/** The page with its policy before anything else in it. */
export function withPolicy(html: string): string {
  const start = /^\s*(?:<!doctype[^>]*>)?\s*(?:<html\b[^>]*>)?\s*(?:<head\b[^>]*>)?/i.exec(html)?.[0] ?? "";
  const rest = html.slice(start.length);
  return /<head\b/i.test(start) ? `${start}${META}${rest}` : `${start}<head>${META}</head>${rest}`;
}

/** A mail as a reader with a light or a dark mail program would see it. */
export function MailFrame({ html, isDark }: { readonly html: string; readonly isDark: boolean }) {
  return (
    <iframe
      title={isDark ? "The mail, dark" : "The mail, light"}
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={withPolicy(html)}
      style={{
        width: "100%",
        height: "38dvh",
        minHeight: 220,
        border: "1px solid var(--tl-line)",
        borderRadius: 8,
        // What a mail does not colour itself is coloured by the program that shows it.
        colorScheme: isDark ? "dark" : "light",
        background: isDark ? "#1b1b1b" : "#ffffff",
      }}
    />
  );
}
