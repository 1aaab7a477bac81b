import { z } from "zod";
import * as tasks from "../tasks.ts";
import { id, list, page, route, text } from "./define-route.ts";

/** The inbox. */
export const taskRoutes = {
  listTasks: route("GET", "/api/tasks", "viewer", {
    tag: "tasks",
    summary: "The inbox",
    query: z.strictObject({
      ...page,
      state: z.enum(["open", "ended"]).default("open"),
      queue: text(63).optional(),
      run: text(256).optional(),
    }),
    answer: list(tasks.taskSchema),
  }),
  getTask: route("GET", "/api/tasks/{id}", "viewer", {
    tag: "tasks",
    summary: "A task",
    params: id,
    answer: tasks.taskSchema,
  }),
  claimTask: route("POST", "/api/tasks/{id}/claim", "agent", {
    tag: "tasks",
    summary: "Take or give back a task",
    params: id,
    body: z.strictObject({ claim: z.boolean() }),
    answer: tasks.taskSchema,
  }),
  decideTask: route("POST", "/api/tasks/{id}/decide", "agent", {
    tag: "tasks",
    summary: "Decide; 409 says what happened instead",
    params: id,
    body: tasks.decideSchema,
    answer: tasks.taskSchema,
  }),
};
