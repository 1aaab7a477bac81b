// A node of the drawing: icon, name, what it does in one line, its ports.
import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { categoryColour } from "../category-colour.ts";
import { Icon } from "../icon.tsx";
import { hasEntry } from "./drawn.ts";
import type { DrawnStep, StepData } from "./drawn.ts";
import { hasLabel } from "./node-size.ts";
import { PortDot } from "./port-dot.tsx";
import { portTitle } from "@throughline/flow";

/** The view React Flow shows for a node. It is drawn anew when what it says changes; moving it is not its concern. */
export const StepView = memo(
  function StepView({ data, selected }: NodeProps<DrawnStep>) {
    const { node, nodeType, ports, summary, overlay } = data;
    const colour = categoryColour(nodeType?.category ?? "data");
    return (
      <div
        className="tl-step"
        data-selected={selected || undefined}
        data-state={overlay?.state}
        data-instruction={nodeType?.instruction}
      >
        {hasEntry(data) && <PortDot type="target" label={`Into ${node.name}`} />}
        <div className="tl-step-head">
          <span className="tl-step-icon" style={{ color: colour.strong, background: colour.soft }}>
            <Icon name={nodeType?.icon ?? "puzzle"} size={18} />
          </span>
          <span className="tl-step-words">
            <span className="tl-step-name" title={node.name}>
              {node.name}
            </span>
            <span className="tl-step-summary" title={summary}>
              {summary === "" ? (nodeType?.title ?? node.type) : summary}
            </span>
          </span>
          <Marks data={data} />
        </div>
        {ports.length > 0 && <Ports data={data} ports={ports} />}
      </div>
    );
  },
  (before, now) =>
    before.data === now.data &&
    before.selected === now.selected &&
    before.isConnectable === now.isConnectable,
);

function Ports({ data, ports }: { readonly data: StepData; readonly ports: readonly string[] }) {
  const { node, nodeType, connected, overlay } = data;
  return (
    <div className="tl-ports">
      {ports.map((port) => {
        const title = portTitle(node, nodeType, port);
        return (
          <div
            className="tl-port"
            key={port}
            data-taken={overlay?.leftBy?.includes(port) || undefined}
            data-open={!connected.includes(port) || undefined}
          >
            <span className="tl-port-label" title={title}>
              {hasLabel(ports) ? title : ""}
            </span>
            <PortDot type="source" id={port} label={`${title} of ${node.name}`} />
          </div>
        );
      })}
    </div>
  );
}

function Marks({ data }: { readonly data: StepData }) {
  const { problems, overlay } = data;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const said = problems.map(({ message }) => message).join("\n");
  return (
    <span className="tl-marks">
      {problems.length > 0 && (
        <span
          className="tl-mark"
          data-kind={errors > 0 ? "bad" : "warn"}
          title={said}
          role="img"
          aria-label={`${problems.length} problems: ${said}`}
        >
          {errors > 0 ? "!" : "?"}
        </span>
      )}
      {overlay?.visits !== undefined && overlay.visits > 1 && (
        <span className="tl-mark" data-kind="count">
          {overlay.visits}×
        </span>
      )}
      {overlay?.counts !== undefined && overlay.counts.here > 0 && (
        <span className="tl-mark" data-kind="here" title={`${overlay.counts.here} runs stand here`}>
          {overlay.counts.here}
        </span>
      )}
      {overlay?.counts !== undefined && overlay.counts.parked > 0 && (
        <span className="tl-mark" data-kind="bad" title={`${overlay.counts.parked} runs need repair here`}>
          {overlay.counts.parked}
        </span>
      )}
    </span>
  );
}
