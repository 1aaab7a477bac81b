import { Textarea } from "@mantine/core";
import type { TextareaProps } from "@mantine/core";
import type { CSSProperties } from "react";
import "./growing-textarea.css";

interface GrowingTextareaProps extends Omit<TextareaProps, "autosize" | "classNames" | "styles"> {
  readonly minRows: number;
  readonly maxRows: number;
  /** Code, in the typeface of code. */
  readonly isCode?: boolean;
}

/** A field for some lines of text, as high as what stands in it. */
export function GrowingTextarea({ minRows, maxRows, isCode = false, ...props }: GrowingTextareaProps) {
  const rows = { "--tl-min-rows": minRows, "--tl-max-rows": maxRows } as CSSProperties; // custom properties
  return (
    <Textarea
      {...props}
      rows={minRows}
      classNames={{ input: isCode ? "tl-growing tl-mono" : "tl-growing" }}
      styles={{ input: rows }}
    />
  );
}
