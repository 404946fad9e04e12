/** Small builders for tests: a thing in its usual state, with what matters overridden. */
import type {
  AccountView,
  Ability,
  ChatListPage,
  ChatListQuery,
  ChatRow,
  ChatView,
  Contact,
  Customer,
  Group,
  LinkedChat,
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
    labels: [],
    snoozed_until: null,
    pinned: false,
    ...over,
  };
}

export function chatView(over: Partial<ChatView> = {}): ChatView {
  return {
    row: chatRow(),
    loaded: true,
    error: null,
    messages: 1,
    first_at: NOON,
    answering: { answering: "open" },
    refused: null,
    ...over,
  };
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
    note: null,
    internal: false,
    deleted: false,
    edited_at: null,
    buttons: [],
    quote: null,
    editable: false,
    deletable: false,
    leaves_at: null,
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
    options: {
      chat_level: "operator",
      read_body: null,
      live: true,
      token_url: null,
      chat_prefix: null,
      report_prefix: null,
    },
    capabilities: {
      abilities: ["history", "send", "files", "statuses", "read_marks", "deletion", "live"],
      statuses: ["new", "open", "waiting", "paused", "closed"],
      assign: null,
      reports: null,
      limits: {
        max_text: 100,
        max_attachment: 1000,
        attachments: ["photo", "file"],
        filters: ["text", "status"],
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
      synced_at: NOON,
      answered_in: 120,
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

/** The account, able to do these things too. */
export function ableTo(
  abilities: readonly Ability[],
  over: Partial<AccountView> = {},
): AccountView {
  const view = account(over);
  const { capabilities } = view;
  const more = [...capabilities.abilities, ...abilities];
  return { ...view, capabilities: { ...capabilities, abilities: more } };
}

export function contact(over: Partial<Contact> = {}): Contact {
  return {
    id: "c7",
    name: "Olena Kovalenko",
    phone: "+380 67 123 45 67",
    email: null,
    chat: "100",
    labels: [],
    fields: [],
    ...over,
  };
}

export function group(over: Partial<Group> = {}): Group {
  return {
    chat: "100",
    active: true,
    ready: true,
    service: "telegram",
    registered_at: NOON,
    created_by: "",
    titles: [{ title: "Flat 12", at: NOON }],
    participants: [],
    ...over,
  };
}

export function linkedChat(over: Partial<LinkedChat> = {}): LinkedChat {
  return { chat: "2:9", title: "O. Kovalenko", account: 2, channel: "viber", phone: null, ...over };
}

export function customer(over: Partial<Customer> = {}): Customer {
  return { contact: null, group: null, notes: [], labels: [], linked: [], proposed: [], ...over };
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
