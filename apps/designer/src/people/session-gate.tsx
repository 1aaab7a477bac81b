// Who is signed in decides what is shown: the sign-in, the product, or the sign-in over the product.
import { Alert, Button, Center, Loader, Stack } from "@mantine/core";
import type { Me } from "@throughline/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import { ApiError, onUnauthorized, toMessage } from "../api/client.ts";
import { meQuery } from "../api/queries.ts";
import { endOpening } from "../editor/opening.ts";
import { OnceOpen } from "../ui/once-open.tsx";
import { SignInAgain } from "./sign-in-again.tsx";
import { SignInPage } from "./sign-in-page.tsx";

/**
 * Shows its content to whoever is signed in. A session that ends later is asked for over the content, which stays
 * mounted, so that nothing drawn or typed is dropped.
 */
export function SessionGate({ children }: { readonly children: (me: Me) => ReactNode }) {
  const client = useQueryClient();
  const [refusedAt, setRefusedAt] = useState(0);
  const me = useQuery({ ...meQuery, refetchOnWindowFocus: refusedAt === 0 ? true : "always" });
  useEffect(() => onUnauthorized(() => setRefusedAt(Date.now())), []);
  const isOver = refusedAt !== 0 && me.dataUpdatedAt <= refusedAt;
  const signedIn = (): Promise<void> => client.invalidateQueries();
  const isOut = me.data === undefined && me.error !== null;
  useEffect(() => {
    if (isOut) endOpening();
  }, [isOut]);
  if (me.data !== undefined) {
    return (
      <>
        {children(me.data)}
        <OnceOpen isOpen={isOver}>
          <SignInAgain isOpen={isOver} onSignedIn={signedIn} />
        </OnceOpen>
      </>
    );
  }
  if (me.error instanceof ApiError && me.error.status === 401) return <SignInPage onSignedIn={signedIn} />;
  if (me.error !== null) return <Unreachable error={me.error} onTryAgain={() => void me.refetch()} />;
  return (
    <Center mih="60dvh" aria-busy="true">
      <Loader size="sm" aria-label="Loading" />
    </Center>
  );
}

function Unreachable({ error, onTryAgain }: { readonly error: Error; readonly onTryAgain: () => void }) {
  return (
    <Center mih="100dvh">
      <Alert color="red" variant="light" title="Throughline cannot be reached" role="alert" maw={480}>
        <Stack align="flex-start">
          {toMessage(error)}
          <Button size="xs" variant="default" onClick={onTryAgain}>
            Try again
          </Button>
        </Stack>
      </Alert>
    </Center>
  );
}
