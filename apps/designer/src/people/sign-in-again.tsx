import { Modal, Stack, Text } from "@mantine/core";
import { SignInForm } from "./sign-in-form.tsx";

interface SignInAgainProps {
  readonly isOpen: boolean;
  readonly onSignedIn: () => Promise<void>;
}

/** The sign-in over the page of somebody whose session ended: what stands behind it stays as it is. */
export function SignInAgain({ isOpen, onSignedIn }: SignInAgainProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={500}
      overlayProps={{ blur: 4 }}
      title="You are signed out"
    >
      <Stack>
        <Text size="sm">
          Your session has ended. Sign in again to go on; what you see and drew stays as it is.
        </Text>
        <SignInForm onSignedIn={onSignedIn} />
        <Text size="xs" c="dimmed">
          If you came by a sign-in link, open a new one in another tab, then come back here.
        </Text>
      </Stack>
    </Modal>
  );
}
