import { defineNode, field, StepError, throwForStatus } from "@throughline/nodes";
import { z } from "zod";

/** Sends a text message through the gateway of Acme. Its id is what the report of the message comes back with. */
export const sendSms = defineNode({
  type: "send-sms",
  version: 1,
  title: "Send an SMS",
  description: "Sends a text message to a phone.",
  icon: "send",
  category: "messages",
  config: z.object({
    to: field.text({
      title: "To",
      computed: true,
      placeholder: "profile.phone",
      fits: { pattern: /^\+[1-9][0-9]{6,14}$/, says: "Write an international number, such as +4930123456." },
    }),
    text: field.longText({ title: "Text", template: true, max: 1000 }),
    gateway: field.text({ title: "Gateway", advanced: true }).default("https://sms.acme.example/messages"),
    token: field.secret({ title: "Token", description: "Of your account at the gateway." }),
  }),
  output: z.object({ message: z.string() }),
  retry: { attempts: 5, every: "PT2S", upTo: "PT5M" },
  sample: {
    config: { to: { $cel: "profile.phone" }, text: "Hello {{ profile.name }}", token: { $secret: "sms" } },
    output: { message: "m-17" },
  },

  async run({ config, effect, ports, render }) {
    const text = await render(config.text);
    return {
      output: await effect("sms", async (key) => {
        const response = await ports.http.request({
          method: "POST",
          url: config.gateway,
          headers: { authorization: config.token },
          body: { to: config.to, text },
          key,
          timeoutMs: 10_000,
        });
        if (response.status >= 300) throwForStatus("The SMS gateway", response);
        const answer = z.object({ reference: z.string() }).safeParse(response.body);
        if (!answer.success)
          throw new StepError("sms-unreadable", "The SMS gateway answered without a reference");
        return { message: answer.data.reference };
      }),
    };
  },
});
