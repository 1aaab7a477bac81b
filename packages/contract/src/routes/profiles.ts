import * as profiles from "../profiles.ts";
import { id, route } from "./define-route.ts";

/** Subjects and what is known of them. */
export const profileRoutes = {
  getSubject: route("GET", "/api/subjects/{id}", "viewer", {
    tag: "subjects",
    summary: "A subject's profile and runs",
    params: id,
    answer: profiles.subjectSchema,
  }),
  setProfile: route("PATCH", "/api/subjects/{id}/profile", "operator", {
    tag: "subjects",
    summary: "Change fields of a profile",
    params: id,
    body: profiles.profileChangesSchema,
    answer: profiles.subjectSchema,
  }),
};
