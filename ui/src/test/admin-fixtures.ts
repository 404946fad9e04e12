import type {
  AccountView,
  Cached,
  ErrorCode,
  ErrorView,
  Operator,
  ServiceDescriptor,
} from "$lib/ipc";

/** A service with three ways to sign in. */
export const service: ServiceDescriptor = {
  kind: "chathub",
  name: "ChatHub",
  default_server: "https://chat.example.com",
  server_fixed: false,
  methods: [
    { method: "password", principal: "login", secret: "password", more: [] },
    { method: "profile_key", principal: null, secret: "profile_key", more: [] },
    { method: "operator_token", principal: null, secret: "operator_token", more: [] },
  ],
};

export function accountView(change: Partial<AccountView> = {}): AccountView {
  return {
    id: 1,
    service: "chathub",
    service_name: "ChatHub",
    method: "password",
    label: "Flowers",
    principal: "me@flowers.example",
    server: "https://chat.example.com",
    hue: 0,
    working_as: null,
    options: {
      chat_level: "operator",
      read_body: null,
      live: true,
      token_url: null,
      chat_prefix: null,
      report_prefix: null,
    },
    capabilities: {
      abilities: [
        "history",
        "send",
        "files",
        "statuses",
        "read_marks",
        "deletion",
        "live",
        "organizations",
        "operators",
        "tokens",
      ],
      statuses: ["new", "open", "closed"],
      assign: null,
      reports: null,
      limits: {
        max_text: null,
        max_attachment: 1_000_000,
        attachments: ["photo"],
        filters: [],
        counts_unread: true,
        rich: [],
        pin: false,
        quote: false,
        busy_statuses: [],
        list_every: 0,
        chat_every: 0,
      },
    },
    health: {
      state: { state: "online" },
      synced_at: 0,
      answered_in: 120,
      live: true,
      progress: null,
      token_expires_at: null,
      limited_until: null,
      refused: [],
    },
    unread: 0,
    pending: 0,
    ...change,
  };
}

export function operator(id: string, name: string, status = "active"): Operator {
  return { id, name, status, organization: null };
}

export function cached<T>(value: T[], error: Cached<T[]>["error"] = null): Cached<T[]> {
  return { value, at: 1, error };
}

/** An error as it crosses from the program. */
export function failure(code: ErrorCode, message = ""): ErrorView {
  return { code, message };
}

/** Fails as a command does. */
export function refuse(code: ErrorCode, message = ""): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- commands throw plain objects
  throw failure(code, message);
}
