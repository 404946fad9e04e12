/** What is wrong with a typed server address. */
export type AddressProblem = "invalid" | "insecure" | "extra";

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/** The address as it is sent: trimmed, with `https://` where no scheme was typed. */
export function completeAddress(typed: string): string {
  const text = typed.trim();
  if (text === "" || SCHEME.test(text)) return text;
  return `https://${text}`;
}

/** Checks a typed address. Empty is fine: it stands for the service's own. */
export function addressProblem(typed: string): AddressProblem | null {
  const text = completeAddress(typed);
  if (text === "") return null;
  if (/\s/.test(text) || !URL.canParse(text)) return "invalid";
  const url = new URL(text);
  if (url.hostname === "" || url.username !== "" || url.password !== "") return "invalid";
  if (url.protocol === "http:") return isLoopback(url.hostname) ? null : "insecure";
  if (url.protocol !== "https:") return "invalid";
  return url.search === "" && url.hash === "" ? null : "extra";
}
