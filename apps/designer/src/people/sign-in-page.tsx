import { Center, Code, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { Brand } from "../ui/brand.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** The page of whoever is not signed in; tells local owners where their link is. */
export function SignInPage({ onSignedIn }: { readonly onSignedIn: () => Promise<void> }) {
  return (
    <Center mih="100dvh" p="md" component="main" id="main">
      <Stack w={400} gap="lg">
        <Group gap="sm">
          <Brand size={38} />
          <div>
            <Title order={1}>Throughline</Title>
            <Text size="sm" c="dimmed">
              Journeys that run for days and never lose their thread.
            </Text>
          </div>
        </Group>
        <Paper withBorder radius="lg" p="xl">
          <SignInForm onSignedIn={onSignedIn} />
        </Paper>
        <Text size="sm" c="dimmed">
          On your own machine? <Code>npm start</Code> prints a link that signs you in once. Open it, or run{" "}
          <Code>npm start</Code> again for a new one.
        </Text>
      </Stack>
    </Center>
  );
}
