import { Alert, Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import type { Diagnostic } from "@throughline/flow";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { call, toMessage } from "../api/client.ts";
import { versionQuery } from "../api/queries.ts";
import { sayDone } from "../ui/say.ts";
import { useEditor, useEditorStore } from "./use-editor.ts";
import { changesBetween } from "./versions/changes.ts";

interface PublishDialogProps {
  readonly liveVersion: number | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Saves what is drawn; false when it could not. */
  readonly save: () => Promise<boolean>;
  readonly onShowProblems: () => void;
}

/** Says what publishing does, shows what stands in its way, and publishes. */
export function PublishDialog({ liveVersion, isOpen, onClose, save, onShowProblems }: PublishDialogProps) {
  const store = useEditorStore();
  const client = useQueryClient();
  const problems = useEditor((state) => state.problems);
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = useWarnings(problems, isOpen && errors.length === 0);
  const changes = useChanges(liveVersion, isOpen);
  const isUnchanged = changes?.length === 0;
  const publish = useMutation({
    mutationFn: async () => {
      if (!(await save()))
        throw new Error("The drawing could not be saved, so it was not published. Try again.");
      const { saved, revision } = store.getState();
      const { version, unchanged } = await call("publishFlow", {
        params: { key: saved.key },
        body: { revision },
      });
      return { version, unchanged, document: saved };
    },
    onSuccess: async ({ version, unchanged, document }) => {
      const { key } = document;
      store.getState().setPublished({ version, document });
      sayDone(unchanged ? `Version ${version} was live already.` : `Version ${version} is live.`);
      onClose();
      await Promise.all(
        [["flows"], ["flow", key], ["versions", key]].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      );
    },
  });
  return (
    <Modal opened={isOpen} onClose={onClose} title={titleOf(errors.length > 0, isUnchanged)}>
      <Stack>
        {errors.length > 0 ? (
          <>
            <Text size="sm">
              {errors.length === 1 ? "One problem stands" : `${errors.length} problems stand`} in the way:
            </Text>
            <Findings messages={errors.map(({ message }) => message)} />
          </>
        ) : (
          <>
            <Text size="sm">{whatPublishingDoes(liveVersion, isUnchanged)}</Text>
            {changes !== null && changes.length > 0 && (
              <div>
                <Text size="sm" fw={560} mb={4}>
                  Since version {liveVersion}
                </Text>
                <Findings messages={changes} />
              </div>
            )}
          </>
        )}
        {errors.length === 0 && warnings.length > 0 && (
          <Alert color="yellow" variant="light" title="Worth a look">
            <Findings messages={warnings.map(({ message }) => message)} />
          </Alert>
        )}
        {publish.error !== null && (
          <Alert color="red" variant="light" role="alert">
            {toMessage(publish.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {isUnchanged && errors.length === 0 ? "Close" : "Cancel"}
          </Button>
          {errors.length > 0 ? (
            <Button
              onClick={() => {
                onClose();
                onShowProblems();
              }}
            >
              Show problems
            </Button>
          ) : (
            !isUnchanged && (
              <Button loading={publish.isPending} onClick={() => publish.mutate()} data-autofocus>
                Publish now
              </Button>
            )
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** What is odd about the drawing, and what it names that this installation does not have: only the server knows. */
function useWarnings(problems: readonly Diagnostic[], isAsked: boolean): readonly Diagnostic[] {
  const document = useEditor((state) => state.document);
  const { data } = useQuery({
    queryKey: ["validation", document.key, document],
    queryFn: ({ signal }) =>
      call("validateFlow", { params: { key: document.key }, body: { document } }, signal),
    enabled: isAsked,
    retry: false,
    gcTime: 0,
  });
  const own = problems.filter(({ severity }) => severity === "warning");
  const told = new Set(problems.map(({ message }) => message));
  const more = (data?.diagnostics ?? []).filter(
    ({ severity, message }) => severity === "warning" && !told.has(message),
  );
  return [...(more as readonly Diagnostic[]), ...own]; // optional fields differ in `undefined` only
}

/** What differs from the live version; null while that is not known, or nothing is live. */
function useChanges(liveVersion: number | null, isOpen: boolean): readonly string[] | null {
  const document = useEditor((state) => state.document);
  const live = useQuery({
    ...versionQuery(document.key, liveVersion ?? 0),
    enabled: isOpen && liveVersion !== null,
  }).data;
  return useMemo(
    () => (live === undefined || !isOpen ? null : changesBetween(live.document, document)),
    [live, document, isOpen],
  );
}

function titleOf(hasErrors: boolean, isUnchanged: boolean): string {
  if (hasErrors) return "Not ready to publish";
  return isUnchanged ? "Nothing to publish" : "Publish this flow?";
}

function whatPublishingDoes(liveVersion: number | null, isUnchanged: boolean): string {
  if (isUnchanged) return `Nothing changed since version ${liveVersion}, which is live.`;
  const first =
    liveVersion === null
      ? "It starts taking events at once."
      : `New runs take this version instead of version ${liveVersion}.`;
  return `${first} Runs that are under way go on with the version they started with.`;
}

function Findings({ messages }: { readonly messages: readonly string[] }) {
  return (
    <List size="sm" spacing={4}>
      {messages.slice(0, 6).map((message, index) => (
        <List.Item key={index}>{message}</List.Item>
      ))}
      {messages.length > 6 && <List.Item>and {messages.length - 6} more</List.Item>}
    </List>
  );
}
