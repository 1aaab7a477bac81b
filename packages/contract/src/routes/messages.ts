import { z } from "zod";
import * as messages from "../messages.ts";
import { id, key, list, page, route } from "./define-route.ts";

/** What mail is about, and who gets none. */
export const messageRoutes = {
  listSuppressions: route("GET", "/api/suppressions", "viewer", {
    tag: "mail",
    summary: "Addresses that get no mail",
    query: z.strictObject(page),
    answer: list(messages.suppressionSchema),
  }),
  deleteSuppression: route("DELETE", "/api/suppressions/{id}", "operator", {
    tag: "mail",
    summary: "Allow mail to an address again",
    params: id,
    answer: z.void(),
    status: 204,
  }),
  listTopics: route("GET", "/api/topics", "viewer", {
    tag: "mail",
    summary: "What mails may be about, beside transactional",
    answer: z.object({ items: z.array(messages.topicSchema) }),
  }),
  putTopic: route("PUT", "/api/topics/{key}", "operator", {
    tag: "mail",
    summary: "Create or change a topic",
    params: z.strictObject({ key: messages.topicKeySchema }),
    body: messages.putTopicSchema,
    answer: messages.topicSchema,
  }),
  deleteTopic: route("DELETE", "/api/topics/{key}", "operator", {
    tag: "mail",
    summary: "Delete a topic; what people said about it stays",
    params: key,
    answer: z.void(),
    status: 204,
  }),
  listSubscriptions: route("GET", "/api/subscriptions/{id}", "viewer", {
    tag: "mail",
    summary: "What an address gets mail about",
    params: id,
    answer: z.object({ items: z.array(messages.preferenceSchema) }),
  }),
  putSubscription: route("PUT", "/api/subscriptions/{id}", "operator", {
    tag: "mail",
    summary: "Note that an address wants mail about a topic, or none",
    params: id,
    body: messages.putSubscriptionSchema,
    answer: z.object({ items: z.array(messages.preferenceSchema) }),
  }),
};
