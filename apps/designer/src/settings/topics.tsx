import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../api/client.ts";
import { call, toMessage } from "../api/client.ts";
import { topicsQuery } from "../api/queries.ts";
import { useAct } from "../api/use-act.ts";
import { useMay } from "../api/use-may.ts";
import { askFirst } from "../ui/ask-first.tsx";
import { ResourceTable, RowButton } from "../ui/resource-table.tsx";
import { FormDialog, useMarked } from "./form-dialog.tsx";
import { checkTopicForm } from "./topic-form.ts";

type Topic = Answer<"listTopics">["items"][number];

const opts: Readonly<Record<Topic["opt"], string>> = {
  out: "everybody who did not say no",
  in: "only who said yes",
};

/** What mails may be about. */
export function Topics() {
  const query = useQuery(topicsQuery);
  const may = useMay();
  const act = useAct(topicsQuery.queryKey);
  const remove = ({ key, title }: Topic): void =>
    askFirst({
      title: `Delete “${title}”?`,
      text: "A node that sends mail about it stops until it names another. What people said about it is kept.",
      confirm: "Delete topic",
      onConfirm: () =>
        act(() => call("deleteTopic", { params: { key } }), { done: "Deleted", failed: "Not deleted" }),
    });
  return (
    <ResourceTable
      label="Mail topics"
      about="What mails are about. Readers choose among these on the page that “Unsubscribe” leads to. Mail that is “transactional” has no topic and reaches everybody."
      query={query}
      describe={toMessage}
      empty={{
        icon: "mail",
        title: "No topic yet",
        text: "Without a topic only transactional mail can be sent.",
      }}
      keyOf={({ key }) => key}
      columns={[
        { title: "Title", show: ({ title }) => title },
        { title: "Key", kind: "code", show: ({ key }) => key },
        { title: "Reaches", show: ({ opt }) => opts[opt] },
        { title: "What it says", show: ({ description }) => description },
      ]}
      actions={(topic, edit) => (
        <>
          {may("putTopic") && (
            <RowButton label={`Edit ${topic.title}`} onClick={edit}>
              Edit
            </RowButton>
          )}
          {may("deleteTopic") && (
            <RowButton label={`Delete ${topic.title}`} isGrave onClick={() => remove(topic)}>
              Delete
            </RowButton>
          )}
        </>
      )}
      add={may("putTopic") ? "New topic" : undefined}
      dialog={(topic, close) => <TopicDialog topic={topic} onClose={close} />}
    />
  );
}

function TopicDialog({ topic, onClose }: { readonly topic: Topic | null; readonly onClose: () => void }) {
  const [key, setKey] = useState(topic?.key ?? "");
  const [title, setTitle] = useState(topic?.title ?? "");
  const [description, setDescription] = useState(topic?.description ?? "");
  const [opt, setOpt] = useState<Topic["opt"]>(topic?.opt ?? "out");
  const form = useMarked(checkTopicForm({ key, title }));
  return (
    <FormDialog
      title={topic === null ? "New topic" : topic.title}
      form={form}
      onSave={() => call("putTopic", { params: { key }, body: { title, description, opt } })}
      queryKey={topicsQuery.queryKey}
      onClose={onClose}
    >
      <TextInput
        label="Key"
        description="What nodes name it by"
        required
        readOnly={topic !== null}
        value={key}
        {...form.at("key")}
        onChange={(event) => setKey(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Title"
        description="What readers see"
        required
        maxLength={80}
        value={title}
        {...form.at("title")}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        label="What it says"
        maxLength={300}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      <Select
        label="Reaches"
        allowDeselect={false}
        data={Object.entries(opts).map(([value, label]) => ({ value, label }))}
        value={opt}
        onChange={(next) => setOpt(next === "in" ? "in" : "out")}
      />
    </FormDialog>
  );
}
