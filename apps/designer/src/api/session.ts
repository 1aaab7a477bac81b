import { send } from "./client.ts";

/** Signs in with e-mail and password; the session is a cookie. Throws an ApiError when refused. */
export async function signIn(email: string, password: string): Promise<void> {
  await send("POST", "/api/auth/sign-in/email", { email, password });
}

/** Ends the session. */
export async function signOut(): Promise<void> {
  await send("POST", "/api/auth/sign-out", {});
}
