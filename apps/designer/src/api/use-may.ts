import { mayUse, routes } from "@throughline/contract";
import type { Role, RouteName } from "@throughline/contract";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { meQuery } from "./queries.ts";

/** True when a role may call a route, by the same table that the API judges by. */
export function mayCall(role: Role, route: RouteName): boolean {
  const { auth } = routes[route];
  return auth === "public" || mayUse(role, auth);
}

/** Asks whether the signed-in person may call a route: what they may not do is not offered. */
export function useMay(): (route: RouteName) => boolean {
  const role = useQuery(meQuery).data?.role ?? "viewer";
  return useCallback((route) => mayCall(role, route), [role]);
}
