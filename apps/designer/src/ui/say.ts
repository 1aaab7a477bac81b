import { notifications } from "@mantine/notifications";

/** Tells what worked; goes away by itself. */
export function sayDone(message: string): void {
  notifications.show({
    closeButtonProps: { "aria-label": "Dismiss" },
    message,
    color: "pine",
    autoClose: 3500,
  });
}

/** Tells what did not work and why. */
export function sayProblem(title: string, message: string): void {
  notifications.show({
    closeButtonProps: { "aria-label": "Dismiss" },
    title,
    message,
    color: "red",
    autoClose: 8000,
  });
}
