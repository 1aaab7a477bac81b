// The settings of the flow itself, shown while no node is selected.
import { Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FlowSender, FlowSettings } from "@throughline/flow";
import { useState } from "react";
import { eventTypesQuery } from "../../api/queries.ts";
import { GrowingTextarea } from "../../ui/growing-textarea.tsx";
import { SetDurationInput } from "../../ui/schema-form/duration-input.tsx";
import { ExpressionInput } from "../../ui/schema-form/expression-input.tsx";
import { FormContext } from "../../ui/schema-form/form-context.ts";
import type { Variable } from "../../ui/schema-form/form-context.ts";
import "../../ui/schema-form/schema-form.css";
import { useEditor, useEditorStore } from "../use-editor.ts";

const reentryChoices = [
  { value: "one-at-a-time ignore", label: "One run at a time; ignore more" },
  { value: "one-at-a-time restart", label: "One run at a time; start over" },
  { value: "one-at-a-time queue", label: "One run at a time; queue more" },
  { value: "every-event", label: "A run for every event" },
  { value: "once-ever", label: "Once ever" },
  { value: "once-per-period", label: "At most once per period" },
];

const zones: readonly string[] = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];

/** Name, subject, re-entry, time zone. */
export function FlowPanel() {
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const problems = useEditor((state) => state.problems);
  const { settings } = document;
  const set = (changes: Partial<FlowSettings>): void =>
    store.getState().run("set-flow", { settings: changes }, { merge: `flow ${Object.keys(changes).join()}` });
  const { reentry } = settings;
  const subject = "$cel" in settings.subject ? settings.subject.$cel : "";
  return (
    <FormContext value={{ isReadOnly, problems, choices: {}, variablesFor: () => [] }}>
      <Stack gap="md">
        <div>
          <Text size="sm" fw={600}>
            This flow
          </Text>
          <Text size="xs" c="dimmed">
            Select a node to fill it in. These settings hold for the whole flow.
          </Text>
        </div>
        <FlowName
          name={document.name}
          isReadOnly={isReadOnly}
          onChange={(name) => store.getState().run("set-flow", { name }, { merge: "flow name" })}
        />
        <GrowingTextarea
          label="What it is for"
          minRows={2}
          maxRows={6}
          maxLength={2000}
          readOnly={isReadOnly}
          value={document.description ?? ""}
          onChange={(event) =>
            store
              .getState()
              .run("set-flow", { description: event.currentTarget.value }, { merge: "flow description" })
          }
        />
        <Subject
          value={subject}
          isReadOnly={isReadOnly}
          problems={problems}
          onChange={(cel) => set({ subject: { $cel: cel } })}
        />
        <Select
          label="When the same subject enters again"
          allowDeselect={false}
          readOnly={isReadOnly}
          data={reentryChoices}
          value={reentry.rule === "one-at-a-time" ? `one-at-a-time ${reentry.then}` : reentry.rule}
          onChange={(choice) => set({ reentry: toReentry(choice ?? "every-event") })}
        />
        {reentry.rule === "once-per-period" && (
          <SetDurationInput
            label="Period"
            value={reentry.period}
            onChange={(period) => set({ reentry: { rule: "once-per-period", period } })}
          />
        )}
        <Select
          label="Time zone"
          description="For “at a time” in waits and deadlines."
          searchable
          allowDeselect={false}
          readOnly={isReadOnly}
          data={zonesWith(settings.timeZone)}
          // Over 400 lines that hardly anybody opens: drawn when they are.
          comboboxProps={{ keepMounted: false }}
          value={settings.timeZone}
          onChange={(timeZone) => timeZone !== null && set({ timeZone })}
        />
        <Select
          label="Priority"
          allowDeselect={false}
          readOnly={isReadOnly}
          data={[
            { value: "high", label: "High" },
            { value: "normal", label: "Normal" },
            { value: "low", label: "Low" },
          ]}
          value={settings.priority}
          onChange={(priority) =>
            set({ priority: priority === "high" || priority === "low" ? priority : "normal" })
          }
        />
        <SenderField
          label="Mails come from"
          description="Where a node does not say otherwise. Empty: the installation's own address."
          placeholder="Shop <shop@example.com>"
          field="from"
          sender={settings.sender}
          isReadOnly={isReadOnly}
          problems={problems}
          onChange={(sender) => set({ sender })}
        />
        <SenderField
          label="Answers go to"
          description="Empty: to the sender."
          placeholder="help@example.com"
          field="replyTo"
          sender={settings.sender}
          isReadOnly={isReadOnly}
          problems={problems}
          onChange={(sender) => set({ sender })}
        />
      </Stack>
    </FormContext>
  );
}

interface SenderProps {
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  readonly field: keyof FlowSender;
  readonly sender: FlowSender | undefined;
  readonly isReadOnly: boolean;
  readonly problems: SubjectProps["problems"];
  readonly onChange: (sender: FlowSender) => void;
}

// An emptied field leaves the settings: the schema takes no empty text.
function SenderField({ field, sender = {}, isReadOnly, problems, onChange, ...look }: SenderProps) {
  return (
    <TextInput
      {...look}
      maxLength={320}
      readOnly={isReadOnly}
      value={sender[field] ?? ""}
      error={problems.find((problem) => problem.field === `settings.sender.${field}`)?.message}
      onChange={(event) => {
        const { [field]: _old, ...others } = sender;
        const text = event.currentTarget.value;
        onChange(text === "" ? others : { ...others, [field]: text });
      }}
    />
  );
}

function FlowName({
  name,
  isReadOnly,
  onChange,
}: {
  readonly name: string;
  readonly isReadOnly: boolean;
  readonly onChange: (name: string) => void;
}) {
  const [draft, setText] = useState<string | null>(null);
  const text = draft ?? name;
  return (
    <TextInput
      label="Flow name"
      maxLength={120}
      readOnly={isReadOnly}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(event.currentTarget.value);
      }}
      onBlur={() => setText(null)}
    />
  );
}

interface SubjectProps {
  readonly value: string;
  readonly isReadOnly: boolean;
  readonly problems: Parameters<typeof FormContext>[0]["value"]["problems"];
  readonly onChange: (cel: string) => void;
}

// The schema takes no empty expression, so an emptied field is stored only once something stands in it again.
function Subject({ value, isReadOnly, problems, onChange }: SubjectProps) {
  const variables = useSubjectVariables();
  const [draft, setText] = useState<string | null>(null);
  const text = draft ?? value;
  return (
    <div>
      <Text size="sm" fw={500} mb={2}>
        A run is about
      </Text>
      <ExpressionInput
        label="A run is about"
        value={text}
        isReadOnly={isReadOnly}
        problem={problems.find(({ field }) => field?.startsWith("settings.subject") === true)}
        variables={variables}
        onChange={(next) => {
          const isEmpty = next.trim() === "";
          setText(isEmpty ? next : null);
          if (!isEmpty) onChange(next);
        }}
      />
      <Text size="xs" c="dimmed" mt={4}>
        The customer, order or thing that one run follows; usually trigger.subject.
      </Text>
    </div>
  );
}

/** What the entry event has, as far as it was seen. */
function useSubjectVariables(): readonly Variable[] {
  const document = useEditor((state) => state.document);
  const nodeTypes = useEditor((state) => state.nodeTypes);
  const language = useEditor((state) => state.language);
  const eventTypes = useQuery(eventTypesQuery).data ?? [];
  return (
    language?.variablesInReach(document, nodeTypes, { eventTypes, node: null, field: "settings.subject" }) ??
    []
  );
}

function zonesWith(chosen: string): string[] {
  return zones.includes(chosen) ? [...zones] : [chosen, ...zones];
}

function toReentry(choice: string): FlowSettings["reentry"] {
  const [rule, then] = choice.split(" ");
  if (rule === "one-at-a-time")
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is the document's word for what happens to more entries
    return { rule, then: then === "restart" || then === "queue" ? then : "ignore" };
  if (rule === "once-ever") return { rule };
  if (rule === "once-per-period") return { rule, period: "P30D" };
  return { rule: "every-event" };
}
