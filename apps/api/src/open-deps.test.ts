import { expect, it } from "vitest";
import { startApi } from "./testing/start-api.ts";

it("works in the schema that it is told: events, keys and people of others are not touched", async () => {
  const api = await startApi({ DATABASE_SCHEMA: "staging" });
  try {
    const answer = await fetch(`${api.url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${api.writeKey}`, "content-type": "application/cloudevents+json" },
      body: JSON.stringify({ specversion: "1.0", id: "e1", source: "shop", type: "noise", data: {} }),
    });
    expect(answer.status).toBe(202);
    const person = {
      name: "Ann",
      email: "ann@example.com",
      password: "a long password",
      role: "viewer",
    } as const;
    expect(await api.deps.people.addPerson(person)).not.toBeNull();
    const ready = await fetch(`${api.url}/readyz`);
    expect(await ready.json()).toMatchObject({ ready: true });
    const rows = await api.sql`
      select (select array_agg(id) from staging.event) as events, (select array_agg(email) from staging."user" where email like 'ann%') as people,
        (select count(*)::int from staging.api_key) as keys,
        (select count(*)::int from event) + (select count(*)::int from "user") + (select count(*)::int from api_key) as beside`;
    expect(rows).toEqual([{ events: ["e1"], people: ["ann@example.com"], keys: 2, beside: 0 }]);
  } finally {
    await api.close();
  }
}, 60_000);
