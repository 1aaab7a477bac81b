import { useState } from "react";
import type { ReactNode } from "react";

/** A dialog that is made when it opens for the first time, not with its page; from then on it stays, to close as it opened. */
export function OnceOpen({ isOpen, children }: { readonly isOpen: boolean; readonly children: ReactNode }) {
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  return wasOpen || isOpen ? children : null;
}
