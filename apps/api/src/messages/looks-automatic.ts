// Mail scanners and previews follow links before the reader does. Nobody can know for certain, so this is a fact among others.

/** What is known of one click. */
export interface ClickSigns {
  readonly userAgent: string;
  /** `Purpose` or `Sec-Purpose`: browsers say so when they fetch ahead. */
  readonly purpose: string;
  readonly secondsSinceSending: number;
  /** Other links of the same mail that were followed within the last seconds. */
  readonly othersJustNow: number;
}

const PROGRAMS =
  /bot\b|bot\/|crawl|spider|scan|preview|prefetch|proxy|fetch|monitor|check|headless|phantom|puppeteer|playwright|curl|wget|python|java\/|okhttp|go-http|ruby|perl|php|libwww|httpclient|http-client|axios|node\b|node-|undici|superagent|barracuda|mimecast|proofpoint|symantec|trendmicro|sophos|forcepoint|fireeye|messagelabs|ironport|safelinks|bitdefender|avast|defender|urldefense|googleimageproxy|slack|telegram|whatsapp|facebookexternalhit|skype/i;

/** Faster than this nobody reads a mail. */
const SECONDS_TO_READ = 2;
/** So many links at once are followed by somebody who follows all of them. */
const OTHERS_AT_ONCE = 2;

/** Whether a click looks like a program's. */
export function looksAutomatic({
  userAgent,
  purpose,
  secondsSinceSending,
  othersJustNow,
}: ClickSigns): boolean {
  return (
    !/^mozilla\//i.test(userAgent) ||
    PROGRAMS.test(userAgent) ||
    /prefetch|preview/i.test(purpose) ||
    secondsSinceSending < SECONDS_TO_READ ||
    othersJustNow >= OTHERS_AT_ONCE
  );
}
