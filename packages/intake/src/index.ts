// How events come in: values in, values out. HTTP doors, broker bridges and steps that emit stand in front of it.
export { isJsonMedia, mediaType } from "./cloudevents.ts";
export type { BinaryEvent } from "./cloudevents.ts";
export { isValueRefused } from "./commit.ts";
export type { Accepted } from "./commit.ts";
export { createIntake } from "./intake.ts";
export type { Intake } from "./intake.ts";
export { toPointer } from "./json-pointer.ts";
export { ON_BEHALF, OWN, makeEvent } from "./make-event.ts";
export type { NewEvent } from "./make-event.ts";
export { readBinaryEvent, readEvents } from "./read-events.ts";
export type { EventForm, ReadEvents, Sender } from "./read-events.ts";
export { readJson, readText } from "./read-json.ts";
export type { JsonReading } from "./read-json.ts";
export type { Fault, FaultCode, Refusal } from "./refusal.ts";
export { readSegment, segmentEvents } from "./segment.ts";
export type { SegmentCall } from "./segment.ts";
export { DOCUMENT_LIMITS } from "./scan-json.ts";
