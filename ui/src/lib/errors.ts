/** The one table from error code to severity, sentence and what to do. */
import type { ErrorCode, ErrorView } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

export type Severity = "info" | "warning" | "error";
/** What helps: trying again, signing in again, or nothing a person can do here. */
export type Remedy = "retry" | "sign_in" | "none";

interface Entry {
  severity: Severity;
  text: () => string;
  remedy: Remedy;
}

const TABLE: Record<ErrorCode, Entry> = {
  unauthorized: { severity: "error", text: m.error_unauthorized, remedy: "sign_in" },
  forbidden: { severity: "error", text: m.error_forbidden, remedy: "none" },
  not_found: { severity: "warning", text: m.error_not_found, remedy: "none" },
  invalid: { severity: "error", text: m.error_invalid, remedy: "none" },
  rate_limited: { severity: "info", text: m.error_rate_limited, remedy: "none" },
  unsupported: { severity: "warning", text: m.error_unsupported, remedy: "none" },
  offline: { severity: "warning", text: m.error_offline, remedy: "retry" },
  wrong_address: { severity: "error", text: m.error_wrong_address, remedy: "retry" },
  certificate: { severity: "error", text: m.error_certificate, remedy: "retry" },
  not_this_service: { severity: "error", text: m.error_not_this_service, remedy: "retry" },
  server: { severity: "warning", text: m.error_server, remedy: "retry" },
  decode: { severity: "error", text: m.error_decode, remedy: "retry" },
  storage: { severity: "error", text: m.error_storage, remedy: "retry" },
  keyring: { severity: "error", text: m.error_keyring, remedy: "retry" },
  locked: { severity: "warning", text: m.error_locked, remedy: "none" },
  internal: { severity: "error", text: m.error_internal, remedy: "retry" },
};

export interface Described {
  severity: Severity;
  text: string;
  remedy: Remedy;
  /** The service's own words, where they add something. */
  detail: string | null;
}

export function describe(error: ErrorView): Described {
  const entry = TABLE[error.code];
  const detail = error.message.trim();
  return {
    severity: entry.severity,
    text: entry.text(),
    remedy: entry.remedy,
    detail: detail === "" ? null : m.error_details({ message: detail }),
  };
}
