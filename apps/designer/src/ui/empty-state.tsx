import { Center, Group, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

interface EmptyStateProps {
  readonly icon: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

/** What a list shows while it is empty: what belongs here and how to get it. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <Center py={64} px="md">
      <Stack align="center" gap="sm" maw={480}>
        <ThemeIcon size={52} radius="xl" variant="light">
          <Icon name={icon} size={26} />
        </ThemeIcon>
        <Title order={2} ta="center">
          {title}
        </Title>
        <Text c="dimmed" size="sm" ta="center" component="div">
          {children}
        </Text>
        {actions !== undefined && (
          <Group gap="sm" mt="xs">
            {actions}
          </Group>
        )}
      </Stack>
    </Center>
  );
}
