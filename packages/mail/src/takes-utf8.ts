// Whether a mail server takes addresses with letters outside ASCII (RFC 6531). The mail library would hand them over anyway.
import SMTPConnection from "nodemailer/lib/smtp-connection";

/** Connects, reads what the server offers (after TLS, when it comes to that), and says goodbye. */
export async function takesUtf8(options: object): Promise<boolean> {
  const connection = new SMTPConnection(options);
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once("error", reject);
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    // Not in the library's types, and the only place where it keeps the answer to EHLO.
    const { _supportedExtensions: offered } = connection as unknown as {
      readonly _supportedExtensions: readonly string[];
    };
    return offered.includes("SMTPUTF8");
  } finally {
    connection.quit();
  }
}
