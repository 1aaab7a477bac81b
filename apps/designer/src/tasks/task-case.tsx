import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { Task } from "@throughline/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { isJsonObject, sayIssue } from "@throughline/flow";
import type { JsonObject } from "@throughline/flow";
import { useState } from "react";
import { z } from "zod";
import { ApiError, call, toMessage } from "../api/client.ts";
import { meQuery, taskQuery } from "../api/queries.ts";
import { useMay } from "../api/use-may.ts";
import { Loaded } from "../ui/loaded.tsx";
import { JsonView } from "../ui/json-view.tsx";
import { sayDone } from "../ui/say.ts";
import { FormContext } from "../ui/schema-form/form-context.ts";
import { SchemaForm } from "../ui/schema-form/schema-form.tsx";
import "../ui/schema-form/schema-form.css";
import { When } from "../ui/when.tsx";
import { PlainText } from "../ui/plain-text.tsx";
import { AnchorLink } from "../ui/links.tsx";

/** One task: everything one needs to know, the form, the decisions. */
export function TaskCase({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const query = useQuery(taskQuery(id));
  return (
    <Loaded query={query} describe={toMessage} lines={3}>
      {(task) => <Case task={task} onDone={onDone} />}
    </Loaded>
  );
}

function Case({ task, onDone }: { readonly task: Task; readonly onDone: () => void }) {
  const client = useQueryClient();
  const me = useQuery(meQuery).data;
  const may = useMay();
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({});
  const [problems, setProblems] = useState<readonly { readonly field: string; readonly message: string }[]>(
    [],
  );
  const refresh = async (): Promise<void> => {
    await Promise.all(
      [["tasks"], ["task", task.id]].map((queryKey) => client.invalidateQueries({ queryKey })),
    );
  };
  const decide = useMutation({
    mutationFn: (decision: string) =>
      call("decideTask", {
        params: { id: task.id },
        body: { decision, values: values as Record<string, z.core.util.JSONType> },
      }),
    onSuccess: async (_task, decision) => {
      sayDone(`Decided: ${task.decisions.find(({ key }) => key === decision)?.label ?? decision}`);
      await refresh();
    },
    onError: (error) => (error instanceof ApiError && error.status === 409 ? refresh() : undefined),
  });
  const claim = useMutation({
    mutationFn: (isClaimed: boolean) =>
      call("claimTask", { params: { id: task.id }, body: { claim: isClaimed } }),
    onSettled: refresh,
  });
  const form = isJsonObject(task.form) ? task.form : {}; // a JSON Schema, checked at publish
  const hasForm = Object.keys((form["properties"] ?? {}) as object).length > 0;
  const isOpen = task.state === "open";
  const choose = (decision: string): void => {
    const found = hasForm ? findProblems(form, values) : [];
    setProblems(found);
    // Only while the page is still here: whoever went on meanwhile is not called back.
    if (found.length === 0) decide.mutate(decision, { onSuccess: onDone });
  };
  return (
    <Paper withBorder radius="lg" p="xl" maw={760} component="article" aria-label={task.title}>
      <Stack gap="lg">
        <div>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Title order={2} style={{ overflowWrap: "anywhere" }}>
              {task.title}
            </Title>
            {isOpen && may("claimTask") && (
              <Button
                size="xs"
                variant="default"
                loading={claim.isPending}
                onClick={() => claim.mutate(task.claimedBy === null)}
              >
                {task.claimedBy === null ? "Take it" : "Give it back"}
              </Button>
            )}
          </Group>
          <Group gap="sm" mt={6}>
            <Badge color="gray">{task.queue}</Badge>
            <Text size="sm" c="dimmed">
              {task.subject} ·{" "}
              <AnchorLink to="/runs/$id" params={{ id: task.run }} size="sm">
                {task.flowName}
              </AnchorLink>
              {task.dueAt !== null && isOpen && (
                <>
                  {" "}
                  · due <When at={task.dueAt} />
                </>
              )}
              {task.claimedBy !== null && (
                <> · taken by {task.claimedBy === me?.email ? "you" : task.claimedBy}</>
              )}
            </Text>
          </Group>
        </div>
        <PlainText text={task.body} />
        {hasForm && isOpen && may("decideTask") && (
          <FormContext
            value={{
              isReadOnly: false,
              problems: problems.map((problem) => ({ severity: "error", code: "form", ...problem })),
              choices: {},
              variablesFor: () => [],
            }}
          >
            <SchemaForm schema={form} value={values} onChange={setValues} />
          </FormContext>
        )}
        {claim.error !== null && (
          <Alert
            color="red"
            variant="light"
            role="alert"
            title={claim.variables ? "You did not get it" : "It was not given back"}
          >
            {toMessage(claim.error)}
          </Alert>
        )}
        {decide.error !== null && (
          <Alert
            color="red"
            variant="light"
            role="alert"
            title={
              decide.error instanceof ApiError && decide.error.status === 409
                ? "This was settled in the meantime"
                : "Not decided"
            }
          >
            {toMessage(decide.error)}
          </Alert>
        )}
        {isOpen && !may("decideTask") && (
          <Text size="sm" c="dimmed">
            You may look at this task; an agent or operator decides it.
          </Text>
        )}
        {isOpen && may("decideTask") && (
          <Group className="tl-decisions" gap="sm">
            {task.decisions.map(({ key, label }, index) => (
              <Button
                key={key}
                data-decision
                variant={index === 0 ? "filled" : "default"}
                loading={decide.isPending && decide.variables === key}
                disabled={decide.isPending}
                onClick={() => choose(key)}
              >
                {label}
              </Button>
            ))}
          </Group>
        )}
        {!isOpen && <Ended task={task} />}
      </Stack>
    </Paper>
  );
}

function Ended({ task }: { readonly task: Task }) {
  const label = task.decisions.find(({ key }) => key === task.decision)?.label ?? task.decision;
  return (
    <Alert
      variant="light"
      color="gray"
      title={
        task.state === "decided"
          ? `Decided: ${label ?? ""}`
          : task.state === "overdue"
            ? "Nobody decided in time"
            : "No longer needed"
      }
    >
      <Stack gap="xs">
        <Text size="sm">
          {task.decidedBy !== null && `${task.decidedBy}, `}
          {task.endedAt !== null && <When at={task.endedAt} />}
        </Text>
        {hasAnswers(task.values) && <JsonView value={task.values} label="Values" />}
      </Stack>
    </Alert>
  );
}

/** False for a task without a form, whose values are an empty object. */
function hasAnswers(values: Task["values"]): boolean {
  return typeof values === "object" && values !== null && Object.keys(values).length > 0;
}

/** What is missing or wrong in a filled-in form, field by field; the same check as on the server. */
function findProblems(
  form: JsonObject,
  values: Readonly<Record<string, unknown>>,
): readonly { readonly field: string; readonly message: string }[] {
  const checked = z.fromJSONSchema(form as Parameters<typeof z.fromJSONSchema>[0]).safeParse(values, {
    error: sayIssue,
  });
  if (checked.success) return [];
  return checked.error.issues.map(({ path, message }) => ({
    field: path.map(String).join("."),
    message: message === "is missing" ? "Please fill this in." : `This ${message}.`,
  }));
}
