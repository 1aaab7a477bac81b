import { Handle, Position, useStore } from "@xyflow/react";

/** Below this zoom a port is a dot of three pixels that nobody can take. */
const NEAR_ZOOM = 0.3;

interface PortDotProps {
  readonly type: "source" | "target";
  /** Absent: the node's only entry. */
  readonly id?: string;
  readonly label: string;
}

/** The dot of a port. From afar only its picture: hundreds of them are most of what a large drawing would mount. */
export function PortDot({ type, id, label }: PortDotProps) {
  const position = type === "source" ? Position.Bottom : Position.Top;
  const className = type === "source" ? "tl-port-out" : "tl-port-in";
  const isNear = useStore(({ transform: [, , zoom] }) => zoom >= NEAR_ZOOM);
  if (isNear)
    return (
      <Handle
        type={type}
        position={position}
        className={className}
        role="img"
        aria-label={label}
        {...(id === undefined ? {} : { id })}
      />
    );
  return (
    <div
      // What React Flow knows a port by when it measures a node.
      className={`react-flow__handle react-flow__handle-${position} ${type} ${className}`}
      data-handleid={id}
      data-handlepos={position}
      role="img"
      aria-label={label}
    />
  );
}
