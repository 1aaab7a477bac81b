import { z } from "zod";
import * as people from "../people.ts";
import { id, route } from "./define-route.ts";

/** Who may sign in. */
export const peopleRoutes = {
  me: route("GET", "/api/me", "viewer", {
    tag: "people",
    summary: "Who is signed in",
    answer: people.meSchema,
  }),
  listPeople: route("GET", "/api/people", "admin", {
    tag: "people",
    summary: "Everybody who may sign in, and who is disabled",
    answer: z.object({ items: z.array(people.personSchema) }),
  }),
  createPerson: route("POST", "/api/people", "admin", {
    tag: "people",
    summary: "Add a person with a first password",
    body: people.createPersonSchema,
    answer: people.personSchema,
    status: 201,
  }),
  changePerson: route("PATCH", "/api/people/{id}", "admin", {
    tag: "people",
    summary: "Change a person's role or password, disable or enable them",
    params: id,
    body: people.changePersonSchema,
    answer: people.personSchema,
  }),
};
