/** Small builders for tests: a thing in its usual state, with what matters overridden. */
import type {
  AccountView,
  ChatListPage,
  ChatListQuery,
  ChatRow,
  ChatView,
  MessageView,
} from "$lib/ipc";

export const NOON = new Date(2026, 4, 12, 12, 0).getTime();
export const MINUTE = 60_000;

export function chatRow(over: Partial<ChatRow> = {}): ChatRow {
  return {
    id: "1:100",
    title: "Olena K.",
    channel: "viber",
    status: "open",
    unread: 0,
    assignee: null,
    phone: null,
    last: null,
    waiting_since: null,
    draft: false,
    failed: 0,
    queued: 0,
    ...over,
  };
}

export function chatView(over: Partial<ChatView> = {}): ChatView {
  return { row: chatRow(), loaded: true, error: null, messages: 1, first_at: NOON, ...over };
}

export function message(over: Partial<MessageView> = {}): MessageView {
  return {
    key: "m:1",
    author: "customer",
    name: "Olena",
    at: NOON,
    text: "Hello",
    attachments: [],
    state: { state: "none" },
    outbox: null,
    unread: false,
    ...over,
  };
}

export function account(over: Partial<AccountView> = {}): AccountView {
  return {
    id: 1,
    service: "chathub",
    service_name: "ChatHub",
    method: "operator_token",
    label: "Nova Shop",
    principal: "",
    server: "https://chat.example",
    hue: 0,
    working_as: null,
    options: { chat_level: "operator", read_body: null, live: true },
    capabilities: {
      statuses: ["new", "open", "waiting", "paused", "closed"],
      mark_read: true,
      delete_chat: true,
      organizations: false,
      operators: false,
      tokens: false,
      live: true,
      limits: {
        max_text: 100,
        max_attachment: 1000,
        attachments: ["photo", "file"],
        filters: ["text", "status"],
        counts_unread: true,
      },
    },
    health: {
      state: { state: "online" },
      synced_at: NOON,
      live: true,
      progress: null,
      token_expires_at: null,
      limited_until: null,
      refused: [],
    },
    unread: 0,
    pending: 0,
    ...over,
  };
}

/** Answers windows of so many rows, named by their place. */
export function listPage(query: ChatListQuery, total: number): ChatListPage {
  const offset = query.offset ?? 0;
  const end = Math.min(total, offset + (query.limit ?? 50));
  const rows = Array.from({ length: Math.max(0, end - offset) }, (_, at) =>
    chatRow({ id: `1:${offset + at}`, title: `Chat ${offset + at}` }),
  );
  return { total, offset, rows, remote: { state: "local" } };
}

/** Lets everything that is already under way come to rest. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
