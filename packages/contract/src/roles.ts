// What a person may do. Apart from the schemas, so that a drawing can be shown before any of them is made.

/** Roles of people and API keys, each with everything the ones before it may do (agent and analyst are siblings above viewer). */
export const ROLES = ["viewer", "agent", "analyst", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

const grants: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ["viewer"],
  agent: ["viewer", "agent"],
  analyst: ["viewer", "analyst"],
  operator: ["viewer", "agent", "analyst", "operator"],
  admin: ["viewer", "agent", "analyst", "operator", "admin"],
};

/** True when someone with role `has` may use what asks for `needs`. The designer and the API read the same table. */
export function mayUse(has: Role, needs: Role): boolean {
  return grants[has].includes(needs);
}

/** Who may change the draft of a flow. */
export const DRAFT_ROLE = "analyst" satisfies Role;
