import { Group, Stack, Text, ThemeIcon, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle } from "@tabler/icons-react";
import type { Diagnostic } from "@throughline/flow";
import { useEditor, useEditorStore } from "../use-editor.ts";

/** Everything that is wrong, errors first; choosing one goes to the node and the field. */
export function Problems({ onJump }: { readonly onJump: () => void }) {
  const store = useEditorStore();
  const problems = useEditor((state) => state.problems);
  const jump = ({ node, field }: Diagnostic): void => {
    const { select, focus } = store.getState();
    select(node === undefined ? {} : { nodes: [node] });
    focus(null);
    onJump();
    requestAnimationFrame(() => focus(field ?? null));
    if (node !== undefined) store.getState().view?.showNode(node);
  };
  if (problems.length === 0) {
    return (
      <Stack align="center" py="xl" gap="xs">
        <ThemeIcon variant="light" radius="xl" size="lg">
          <IconCircleCheck size={20} aria-hidden />
        </ThemeIcon>
        <Text size="sm" fw={550}>
          No problems
        </Text>
        <Text size="xs" c="dimmed" ta="center">
          The flow can be published as it is drawn.
        </Text>
      </Stack>
    );
  }
  return (
    <Stack gap={2} component="ul" m={0} p={0} style={{ listStyle: "none" }} aria-label="Problems">
      {problems.map((problem, index) => (
        <li key={index}>
          <UnstyledButton className="tl-problem" onClick={() => jump(problem)}>
            <Group gap={10} wrap="nowrap" align="flex-start">
              {problem.severity === "error" ? (
                <IconExclamationCircle
                  className="tl-problem-icon"
                  size={17}
                  color="var(--tl-bad)"
                  aria-label="Error"
                />
              ) : (
                <IconAlertTriangle
                  className="tl-problem-icon"
                  size={17}
                  color="var(--tl-warn)"
                  aria-label="Warning"
                />
              )}
              <Text size="sm" component="span">
                {problem.message}
              </Text>
            </Group>
          </UnstyledButton>
        </li>
      ))}
    </Stack>
  );
}
