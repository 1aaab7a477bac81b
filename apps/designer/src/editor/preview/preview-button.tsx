// The way to see what a node writes before anybody gets it.
import { Button } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import type { NodeType } from "@throughline/flow";
import { lazy, Suspense, useState } from "react";
import { useMay } from "../../api/use-may.ts";
import { OnceOpen } from "../../ui/once-open.tsx";
import { writesTexts } from "./preview-values.ts";

const PreviewDialog = lazy(async () => ({ default: (await import("./preview-dialog.tsx")).PreviewDialog }));

/** Opens the preview of a node that has texts with values; nothing for other nodes, and for who may not draw. */
export function PreviewButton({ node, nodeType }: { readonly node: string; readonly nodeType: NodeType }) {
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (!may("previewNode") || !writesTexts(nodeType)) return null;
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconEye size={14} aria-hidden />}
        onClick={() => setOpen(true)}
        style={{ alignSelf: "flex-start" }}
      >
        Preview
      </Button>
      <OnceOpen isOpen={isOpen}>
        <Suspense fallback={null}>
          <PreviewDialog node={node} isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      </OnceOpen>
    </>
  );
}
