import { Alert, Code, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Answer } from "../api/client.ts";
import { toMessage } from "../api/client.ts";
import { nodePackagesQuery } from "../api/queries.ts";
import { ResourceTable } from "../ui/resource-table.tsx";

type NodePackage = Answer<"listNodeTypes">["packages"][number];

/** Where node types come from beside Throughline itself, and what keeps one from being used. */
export function NodePackages() {
  const query = useQuery(nodePackagesQuery);
  const problems = (query.data ?? []).flatMap((each) => each.problems);
  return (
    <ResourceTable
      label="Node packages"
      about="Packages that bring node types of your own. An operator names them in THROUGHLINE_NODE_PACKAGES; they are read when API and worker start."
      query={query}
      describe={toMessage}
      empty={{
        icon: "puzzle",
        title: "No package yet",
        text: "Every node type comes with Throughline. A developer can add more: see “Add a node type” in the guides.",
      }}
      keyOf={({ name }) => name}
      columns={[
        { title: "Package", kind: "code", show: ({ name }) => name },
        { title: "Version", show: ({ version }) => version ?? "–" },
        { title: "Node types", show: (each) => <Types {...each} /> },
      ]}
      actions={() => null}
    >
      {problems.length > 0 && (
        <Alert color="red" title="Not everything can be used" role="alert">
          <Stack gap="xs">
            {problems.map((problem) => (
              <Text key={problem} size="sm" style={{ overflowWrap: "anywhere" }}>
                {problem}
              </Text>
            ))}
            <Text size="sm" c="dimmed">
              Everything else goes on working. The sentences also stand in the logs and in /statusz.
            </Text>
          </Stack>
        </Alert>
      )}
    </ResourceTable>
  );
}

function Types({ types }: NodePackage) {
  if (types.length === 0) return "none";
  return types.map((type) => (
    <Code key={type} mr={4}>
      {type}
    </Code>
  ));
}
