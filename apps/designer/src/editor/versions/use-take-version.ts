import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { toMessage } from "../../api/client.ts";
import { versionQuery } from "../../api/queries.ts";
import { sayDone, sayProblem } from "../../ui/say.ts";
import { useEditorStore } from "../use-editor.ts";

/** Takes the version that the address asks for into the draft, as one step of undo, and forgets about it. */
export function useTakeVersion(flow: string): void {
  const store = useEditorStore();
  const navigate = useNavigate();
  const { take } = useSearch({ from: "/flows/$key" });
  const { data, error } = useQuery({
    ...versionQuery(flow, Number(take)),
    enabled: take !== undefined,
    retry: false,
  });
  useEffect(() => {
    if (take === undefined || (data === undefined && error === null)) return;
    if (data === undefined) sayProblem("Not taken over", toMessage(error));
    else {
      store.getState().run("take-drawing", { drawing: data.document });
      sayDone(`The drawing is version ${take} again. Undo brings yours back; publish to make it live.`);
    }
    void navigate({ to: "/flows/$key", params: { key: flow }, search: {}, replace: true });
  }, [take, data, error, flow, store, navigate]);
}
