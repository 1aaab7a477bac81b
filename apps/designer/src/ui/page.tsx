import { Box, Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PageProps {
  readonly title: string;
  /** One line under the title that says what the page is for. */
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every list page: title, what it is for, what one can do, content. */
export function Page({ title, about, actions, children }: PageProps) {
  return (
    <Box component="main" id="main" p="xl" maw={1240} mx="auto" w="100%">
      <Group justify="space-between" align="flex-end" mb="lg" wrap="nowrap">
        <div>
          <Title order={1}>{title}</Title>
          {about !== undefined && (
            <Text c="dimmed" size="sm" mt={4} maw={640}>
              {about}
            </Text>
          )}
        </div>
        <Group gap="sm" wrap="nowrap">
          {actions}
        </Group>
      </Group>
      {children}
    </Box>
  );
}
