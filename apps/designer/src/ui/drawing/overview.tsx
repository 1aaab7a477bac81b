import { MiniMap } from "@xyflow/react";
import { useEffect, useState } from "react";
import { onceIdle } from "../once-idle.ts";

/** The whole drawing in small, for drawings that seldom fit on the screen. It comes when the browser has time for it. */
export function Overview({ nodeCount }: { readonly nodeCount: number }) {
  const isDue = useIdle();
  if (nodeCount <= 14 || !isDue) return null;
  return (
    <MiniMap
      pannable
      zoomable
      style={{ width: 150, height: 110 }}
      ariaLabel="Overview"
      nodeColor="var(--tl-line-strong)"
    />
  );
}

/** True once the browser had nothing else to do. */
function useIdle(): boolean {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => onceIdle(() => setIsIdle(true)), []);
  return isIdle;
}
