import { stepId } from "@throughline/flow";
import { Anchor, Collapse, Group, Text, UnstyledButton } from "@mantine/core";
import type { AuditEntry, Run, RunMessage, Task, TrailEntry } from "@throughline/contract";
import type { NodeTypes } from "@throughline/flow";
import { useState } from "react";
import { JsonView } from "../ui/json-view.tsx";
import { AnchorLink } from "../ui/links.tsx";
import { exactTime, When } from "../ui/when.tsx";
import { SentMail } from "./sent-mail.tsx";
import { nodeName, portInWords, repairsInWords, standingInWords, waitsUntil } from "./run-words.ts";

interface VisitProps {
  readonly entry: TrailEntry;
  readonly run: Run;
  readonly nodeTypes: NodeTypes;
  /** What people did to the run. */
  readonly history: readonly AuditEntry[];
  /** The mails of the run. */
  readonly messages: readonly RunMessage[];
  /** The task that the step waits for, while it is open. */
  readonly task: Task | undefined;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

/** One step of a run: when, how it left, values in and out, what went wrong. */
export function Visit({ entry, run, nodeTypes, history, messages, task, isSelected, onSelect }: VisitProps) {
  const [isOpen, setIsOpen] = useState(false);
  const left = entry.port === null ? null : portInWords(run.document, nodeTypes, entry.node, entry.port);
  const until = waitsUntil(run, entry);
  const went = entry.sent ?? entry.input;
  const hasValues = went !== undefined || entry.output !== undefined;
  return (
    <li className="tl-visit" data-state={entry.state} data-selected={isSelected || undefined}>
      <UnstyledButton className="tl-visit-head" onClick={onSelect} aria-pressed={isSelected}>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <Text size="sm" fw={560} truncate>
            {nodeName(run.document, stepId(entry))}
          </Text>
          <Text size="xs" c="dimmed" className="tl-numbers" style={{ whiteSpace: "nowrap" }}>
            {took(entry)}
          </Text>
        </Group>
        <Text size="xs" c="dimmed" title={`Came here ${exactTime(entry.startedAt)}`}>
          {entry.endedAt === null ? (
            <>
              {entry.state === "active" ? standingInWords(run, entry) : stateInWords(entry, left)} · since{" "}
              {exactTime(entry.startedAt)}
            </>
          ) : (
            <>
              {stateInWords(entry, left)} · {exactTime(entry.endedAt)}
            </>
          )}
        </Text>
      </UnstyledButton>
      {until !== null && (
        <Text size="xs" c="dimmed">
          until {exactTime(until)}, <When at={until} />
        </Text>
      )}
      {task !== undefined && (
        <AnchorLink to="/tasks" search={{ task: task.id }} size="xs">
          Open its task: {task.title}
        </AnchorLink>
      )}
      {messages
        .filter(({ step }) => step === stepId(entry))
        .map((message, index) => (
          <SentMail key={index} message={message} />
        ))}
      {repairsInWords(history, entry).map((words, index) => (
        <Text key={index} size="xs" c="dimmed" mt={4}>
          {words}
        </Text>
      ))}
      {entry.error !== null && (
        <Text size="xs" c="red" mt={4} style={{ overflowWrap: "anywhere" }}>
          {entry.error.message}
        </Text>
      )}
      {hasValues && (
        <>
          <Anchor
            component="button"
            size="xs"
            mt={4}
            onClick={() => setIsOpen(!isOpen)}
            aria-expanded={isOpen}
          >
            {isOpen ? "Hide values" : "Show values"}
          </Anchor>
          <Collapse expanded={isOpen}>
            {went !== undefined && (
              <Value title={entry.sent === undefined ? "In" : "In, as it was sent"} value={went} />
            )}
            {entry.output !== undefined && <Value title="Out" value={entry.output} />}
          </Collapse>
        </>
      )}
    </li>
  );
}

function Value({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div>
      <Text size="xs" fw={560} mt={6} mb={2}>
        {title}
      </Text>
      <JsonView value={value} label={`Values ${title.toLowerCase()}`} />
    </div>
  );
}

function stateInWords(entry: TrailEntry, left: string | null): string {
  switch (entry.state) {
    case "active":
      return "stands here";
    case "parked":
      return "needs repair";
    case "cancelled":
      return "cancelled";
    case "left":
      return left === null || left === "next" ? "done" : `left by ${left}`;
  }
}

function took({ startedAt, endedAt }: TrailEntry): string {
  if (endedAt === null) return "";
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  if (ms < 1000) return `${Math.max(0, ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120
    ? `${minutes} min`
    : minutes < 2880
      ? `${Math.round(minutes / 60)} h`
      : `${Math.round(minutes / 1440)} days`;
}
