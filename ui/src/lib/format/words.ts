/** Names of statuses, channels and authors, and a row in words. */
import { m } from "$lib/paraglide/messages";
import type {
  AuthorKind,
  Channel,
  ChatRow,
  ChatStatus,
  Delivery,
  Label,
  LastLine,
  MessageView,
  Timestamp,
} from "$lib/ipc";
import { listed } from "$lib/language";
import { longDuration, shortTime } from "./time";

export type StatusTone = "new" | "open" | "waiting" | "paused" | "closed" | "other";

const STATUS: Record<string, () => string> = {
  new: m.status_new,
  open: m.status_open,
  waiting: m.status_waiting,
  paused: m.status_paused,
  closed: m.status_closed,
};

/** Services' own values that have a word here. */
const OTHER_STATUS: Record<string, () => string> = {
  "other:bot": m.status_bot,
  "other:bulk": m.status_bulk,
};

export function statusTone(status: ChatStatus): StatusTone {
  return status in STATUS ? (status as StatusTone) : "other";
}

export function statusName(status: ChatStatus): string {
  const known = STATUS[status] ?? OTHER_STATUS[status];
  return known?.() ?? m.status_other({ value: status.replace(/^other:/, "") });
}

const CHANNEL: Record<string, () => string> = {
  viber: m.channel_viber,
  telegram: m.channel_telegram,
  whatsapp: m.channel_whatsapp,
  widget: m.channel_widget,
  website_chat: m.channel_widget,
  facebook: m.channel_facebook,
  messenger: m.channel_facebook,
  instagram: m.channel_instagram,
  sms: m.channel_sms,
  email: m.channel_email,
};

export function channelName(channel: Channel | null): string {
  if (channel === null) return m.channel_unknown();
  const known = CHANNEL[channel]?.();
  if (known !== undefined) return known;
  const source = /^source:(.+)$/.exec(channel)?.[1];
  return source === undefined ? channel : m.channel_source({ source });
}

export function authorName(author: AuthorKind, name: string | null): string {
  if (name !== null && name !== "") return name;
  switch (author) {
    case "customer":
      return m.author_customer();
    case "operator":
      return m.author_operator();
    case "bot":
      return m.author_bot();
    case "business":
      return m.author_business();
    case "system":
      return m.author_system();
    case "other":
      return m.author_other();
  }
}

/** A chat's name; the phone or the id's tail stands in where the service gave none. */
export function chatTitle(row: Pick<ChatRow, "id" | "title" | "phone">): string {
  if (row.title !== "") return row.title;
  if (row.phone !== null && row.phone !== "") return row.phone;
  return m.chat_untitled({ id: remoteId(row.id) });
}

/** The service's own id of a chat. */
export function remoteId(chat: string): string {
  return chat.slice(chat.indexOf(":") + 1);
}

/** The last line's text, or a word for its file. */
export function lineText(line: LastLine): string {
  if (line.text !== "") return line.text;
  if (line.attachment === "photo") return m.line_photo();
  if (line.attachment === "file") return m.line_file();
  return m.line_empty();
}

/** Who said the last line, as a prefix; nothing for the customer, whose name is the title. */
export function lineAuthor(line: LastLine): string {
  switch (line.author) {
    case "operator":
      return line.name ?? m.author_operator();
    case "bot":
      return m.author_bot();
    case "business":
      return m.author_business();
    case "system":
      return m.author_system();
    default:
      return "";
  }
}

/** "Olena K., Viber, unread 3, waiting 12 minutes, draft". */
export function rowInWords(
  row: ChatRow,
  now: Timestamp,
  account: string | null,
  labels: readonly Label[] = [],
): string {
  const parts = [chatTitle(row)];
  if (row.channel !== null) parts.push(channelName(row.channel));
  if (row.unread > 0) parts.push(m.row_unread({ count: row.unread }));
  parts.push(statusName(row.status));
  if (row.waiting_since !== null)
    parts.push(m.row_waiting({ time: longDuration(now - row.waiting_since) }));
  if (row.assignee !== null && row.assignee !== "")
    parts.push(m.row_assignee({ name: row.assignee }));
  if (row.failed > 0) parts.push(m.row_failed({ count: row.failed }));
  if (row.queued > 0) parts.push(m.row_queued({ count: row.queued }));
  if (row.draft) parts.push(m.row_draft());
  if (row.pinned) parts.push(m.row_pinned());
  if (row.snoozed_until !== null)
    parts.push(m.row_snoozed({ time: shortTime(row.snoozed_until, now) }));
  if (labels.length > 0)
    parts.push(m.row_labels({ names: listed(labels.map((label) => label.name)) }));
  if (row.last !== null) {
    const author = lineAuthor(row.last);
    const text = lineText(row.last);
    parts.push(author === "" ? text : `${author}: ${text}`, shortTime(row.last.at, now));
  }
  if (account !== null) parts.push(account);
  return parts.join(", ");
}

export function deliveryName(delivery: Delivery): string {
  if (typeof delivery !== "string") return m.delivery_other({ value: delivery.other });
  switch (delivery) {
    case "sent":
      return m.delivery_sent();
    case "delivered":
      return m.delivery_delivered();
    case "read":
      return m.delivery_read();
    case "rejected":
      return m.delivery_rejected();
  }
}

/** Whether a message stands on our side of the conversation. */
export function isOurs(author: AuthorKind): boolean {
  return author === "operator" || author === "business" || author === "other";
}

/** Whether a message is quiet and centred: nobody of ours and no customer said it. */
export function isQuiet(author: AuthorKind): boolean {
  return author === "system" || author === "bot";
}

/** What an announcer says of a message. */
export function messageInWords(message: MessageView): string {
  const author = authorName(message.author, message.name);
  const files = message.attachments.map((file) =>
    file.kind === "photo" ? m.line_photo() : file.name,
  );
  return m.announce_message({ author, text: [message.text, ...files].filter(Boolean).join(", ") });
}
