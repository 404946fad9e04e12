import type { ErrorCode, ErrorView } from "./types";

const CODES: ReadonlySet<string> = new Set<ErrorCode>([
  "unauthorized",
  "forbidden",
  "not_found",
  "invalid",
  "rate_limited",
  "unsupported",
  "offline",
  "wrong_address",
  "certificate",
  "not_this_service",
  "server",
  "decode",
  "storage",
  "keyring",
  "locked",
  "internal",
]);

function isErrorView(value: unknown): value is ErrorView {
  if (typeof value !== "object" || value === null) return false;
  const { code, message } = value as Record<string, unknown>;
  return typeof code === "string" && CODES.has(code) && typeof message === "string";
}

/** A command that failed, with the view the program gave. */
export class CommandError extends Error {
  readonly view: ErrorView;

  constructor(view: ErrorView) {
    super(view.message);
    this.name = "CommandError";
    this.view = view;
  }

  /** Makes one of whatever a command threw; unknown shapes count as internal. */
  static from(cause: unknown): CommandError {
    if (cause instanceof CommandError) return cause;
    if (isErrorView(cause)) return new CommandError(cause);
    const message = cause instanceof Error ? cause.message : String(cause);
    return new CommandError({ code: "internal", message });
  }
}

/** The error view inside whatever was thrown. */
export function errorView(cause: unknown): ErrorView {
  return CommandError.from(cause).view;
}
