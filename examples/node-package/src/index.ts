export { sendSms } from "./send-sms.ts";
export { sortMessage } from "./sort-message.ts";
export { waitForReport } from "./wait-for-report.ts";
