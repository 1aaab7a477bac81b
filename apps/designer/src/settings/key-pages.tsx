import { TagsInput, Text } from "@mantine/core";
import { useState } from "react";
import { call } from "../api/client.ts";
import type { Answer } from "../api/client.ts";
import { keysQuery } from "../api/queries.ts";
import { FormDialog, useMarked } from "./form-dialog.tsx";

/** What is said of the origins of a write key, where it is made and where it is changed. */
export const PAGES_SAY =
  "Origins of the pages that may send with it from a browser, such as https://shop.example, or * for any. None means no page; such a key can be read by every visitor.";

interface KeyPagesProps {
  readonly of: Answer<"listKeys">["items"][number];
  readonly onClose: () => void;
}

/** Which web pages may use a write key that there is. */
export function KeyPages({ of: { id, name, origins: now }, onClose }: KeyPagesProps) {
  const [origins, setOrigins] = useState<string[]>([...now]);
  const wrong = origins.find((origin) => !isOrigin(origin));
  const form = useMarked<"origins">(
    wrong === undefined
      ? {}
      : { origins: `“${wrong}” is no origin: write it as https://shop.example, without a path, or *.` },
  );
  return (
    <FormDialog
      title={`Web pages of “${name}”`}
      form={form}
      onSave={() => call("changeKey", { params: { id }, body: { origins } })}
      queryKey={keysQuery.queryKey}
      onClose={onClose}
    >
      <TagsInput
        label="Web pages"
        description={PAGES_SAY}
        value={origins}
        {...form.at("origins")}
        onChange={setOrigins}
        data-autofocus
      />
      <Text size="sm" c="dimmed">
        It counts within a few seconds. Pages that you take out are refused from then on.
      </Text>
    </FormDialog>
  );
}

function isOrigin(text: string): boolean {
  return text === "*" || (URL.canParse(text) && new URL(text).origin === text);
}
