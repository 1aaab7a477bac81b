import { Button } from "@mantine/core";

/** The button that brings an optional part of a form into being. */
export function SetButton({ title, onClick }: { readonly title: string; readonly onClick: () => void }) {
  return (
    <Button variant="default" size="xs" onClick={onClick} aria-label={`Set ${title}`}>
      Set
    </Button>
  );
}
