import { expect, it } from "vitest";
import { appEnvironment } from "./app-environment.ts";

const keys = { secretKey: "00".repeat(32), adminKey: "tl_admin_x", writeKey: "tl_write_x" };
const addresses = {
  api: "http://127.0.0.1:4400",
  designer: "http://127.0.0.1:4400",
  temporalUi: "http://127.0.0.1:8233",
  mail: "http://127.0.0.1:8025",
  temporal: "127.0.0.1:7233",
  postgres: "postgres://local",
  smtp: "smtp://127.0.0.1:1025",
  adminKey: keys.adminKey,
  writeKey: keys.writeKey,
  nodeFolder: "/srv/nodes",
};

it("tells the API where the mail inbox is, so that the designer can open it", () => {
  expect(appEnvironment({}, keys, addresses)).toMatchObject({
    MAIL_URL: "http://127.0.0.1:8025",
    TEMPORAL_UI_URL: "http://127.0.0.1:8233",
  });
});

it("leaves what is yours: an inbox beside a mail server of your own, allowed addresses, the secret key", () => {
  const yours = {
    MAIL_URL: "https://mail.example",
    ALLOW_PRIVATE_ADDRESSES: "",
    THROUGHLINE_SECRET_KEY: "k",
  };
  expect(appEnvironment(yours, keys, { ...addresses, mail: "" })).toMatchObject(yours);
});

it("does not let a variable of yours send an app elsewhere than the stack", () => {
  const env = appEnvironment({ DATABASE_URL: "postgres://else", TZ: "Asia/Tokyo" }, keys, addresses);
  expect(env).toMatchObject({ DATABASE_URL: "postgres://local", TZ: "UTC" });
});
