// The search attributes of a run. SQL visibility allows ten Keyword and three of each other type in a namespace.
import { defineSearchAttributeKey } from "@temporalio/common";

export const FLOW_KEY = defineSearchAttributeKey("FlowKey", "KEYWORD");
/** The subject, or its keyed hash when it looks like an e-mail address or a phone number. */
export const SUBJECT_ID = defineSearchAttributeKey("SubjectId", "KEYWORD");
export const RUN_STATE = defineSearchAttributeKey("RunState", "KEYWORD");
export const PARK_REASON = defineSearchAttributeKey("ParkReason", "KEYWORD");
export const FLOW_VERSION = defineSearchAttributeKey("FlowVersion", "INT");
export const ENGINE_VERSION = defineSearchAttributeKey("EngineVersion", "INT");
/** Event types and `task.<queue>`. */
export const WAITING_FOR = defineSearchAttributeKey("WaitingFor", "KEYWORD_LIST");
export const WAKE_AT = defineSearchAttributeKey("WakeAt", "DATETIME");
