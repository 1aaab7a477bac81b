import type { DataConverter } from "@temporalio/common";

/**
 * How values become payloads and come back: JSON, as the SDK does it. API, worker and deliverer all take it from here, so
 * a codec (encryption, compression) is put in at this place and nowhere else.
 *
 * @example new Client({ connection, namespace, dataConverter })
 */
export const dataConverter: DataConverter = {};
