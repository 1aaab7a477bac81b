// Registers the search attributes of a run when the worker starts, so that no operator has to.
import { SearchAttributeType } from "@temporalio/common";
import type { defineSearchAttributeKey } from "@temporalio/common";
import proto from "@temporalio/proto";
import type { ConnectionLike } from "@temporalio/client";
import * as keys from "../workflow/search-attribute-keys.ts";

type Key = ReturnType<typeof defineSearchAttributeKey>;
type OperatorConnection = Pick<ConnectionLike, "operatorService">;

const { IndexedValueType } = proto.temporal.api.enums.v1;
const INDEXED: Record<SearchAttributeType, number> = {
  [SearchAttributeType.TEXT]: IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
  [SearchAttributeType.KEYWORD]: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  [SearchAttributeType.INT]: IndexedValueType.INDEXED_VALUE_TYPE_INT,
  [SearchAttributeType.DOUBLE]: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
  [SearchAttributeType.BOOL]: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  [SearchAttributeType.DATETIME]: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  [SearchAttributeType.KEYWORD_LIST]: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
};
const WANTED: readonly Key[] = Object.values(keys);

/** Adds what is missing and resolves when every attribute can be used. Throws when a name is taken with another type. */
export async function registerSearchAttributes(
  connection: OperatorConnection,
  namespace: string,
  signal?: AbortSignal,
): Promise<void> {
  const missing = await findMissing(connection, namespace);
  if (missing.length > 0) {
    const searchAttributes = Object.fromEntries(missing.map(({ name, type }) => [name, INDEXED[type]]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  }
  // Servers other than the dev server take up to a minute to see a new attribute.
  while ((await findMissing(connection, namespace)).length > 0) {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function findMissing(connection: OperatorConnection, namespace: string): Promise<readonly Key[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const present = customAttributes ?? {};
  return WANTED.filter(({ name, type }) => {
    const found = present[name];
    if (found === undefined || found === null) return true;
    if (found !== INDEXED[type]) {
      throw new TypeError(
        `Cannot use search attribute "${name}" of namespace "${namespace}": its type is ${IndexedValueType[found]}, ${IndexedValueType[INDEXED[type]]} would be right`,
      );
    }
    return false;
  });
}
