import { useParams } from "@tanstack/react-router";
import { EditorPage } from "../editor/editor-page.tsx";

/** The editor at `/flows/<key>`. */
export function FlowRoute() {
  const { key } = useParams({ from: "/flows/$key" });
  return <EditorPage key={key} flow={key} />;
}
