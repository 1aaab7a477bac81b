import {
  Alert,
  Button,
  Center,
  Code,
  Group,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FormEvent } from "react";
import { signIn } from "../api/session.ts";
import { toMessage } from "../api/client.ts";
import { Brand } from "../ui/brand.tsx";

/** E-mail and password; tells local owners where their link is. */
export function SignInPage() {
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setIsBusy(true);
    setProblem(null);
    try {
      await signIn(email, password);
      await client.invalidateQueries();
    } catch (error) {
      setProblem(toMessage(error));
    } finally {
      setIsBusy(false);
    }
  };
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
        <Paper withBorder radius="lg" p="xl" component="form" onSubmit={(event) => void submit(event)}>
          <Stack>
            <TextInput
              label="E-mail"
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {problem !== null && (
              <Alert color="red" variant="light" role="alert">
                {problem}
              </Alert>
            )}
            <Button type="submit" loading={isBusy}>
              Sign in
            </Button>
          </Stack>
        </Paper>
        <Text size="sm" c="dimmed">
          On your own machine? <Code>npm start</Code> prints a link that signs you in once. Open it, or run{" "}
          <Code>npm start</Code> again for a new one.
        </Text>
      </Stack>
    </Center>
  );
}
