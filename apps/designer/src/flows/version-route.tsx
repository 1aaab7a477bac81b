import { useParams } from "@tanstack/react-router";
import { VersionPage } from "../editor/versions/version-page.tsx";

/** A version at `/flows/<key>/versions/<version>`. */
export function VersionRoute() {
  const { key, version } = useParams({ from: "/flows/$key/versions/$version" });
  return <VersionPage flow={key} version={Number(version)} />;
}
