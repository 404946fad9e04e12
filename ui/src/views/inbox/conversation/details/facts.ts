/** What is said of a chat and its customer, as names and values. Pure. */
import { number } from "$lib/format/size";
import { longDuration, mediumTime } from "$lib/format/time";
import { remoteId } from "$lib/format/words";
import type { ChatView, Contact, Timestamp } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

export interface Fact {
  name: string;
  value: string;
  /** Phones, addresses and ids run from left to right in every language. */
  ltr?: boolean;
  mono?: boolean;
}

/** A time as services write it; everything else stays as it came. */
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

function value(text: string): string {
  const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? text : mediumTime(at);
}

/** The customer: what the card says, and the chat's own phone where the card has none. */
export function customerFacts(contact: Contact | null, phone: string | null): Fact[] {
  const known = contact?.phone ?? phone;
  return [
    ...(known ? [{ name: m.details_phone(), value: known, ltr: true }] : []),
    ...(contact?.email ? [{ name: m.details_email(), value: contact.email, ltr: true }] : []),
    ...(contact
      ? [{ name: m.details_contact_id(), value: contact.id, ltr: true, mono: true }]
      : []),
    ...(contact?.fields ?? [])
      .filter(([, text]) => text.trim() !== "")
      .map(([name, text]) => ({ name, value: value(text) })),
  ];
}

/** The chat: who answers it, since when, how much of it is here. */
export function chatFacts({ row, first_at, messages }: ChatView, now: Timestamp): Fact[] {
  return [
    { name: m.details_assignee(), value: row.assignee ?? m.details_nobody() },
    ...(row.waiting_since === null
      ? []
      : [{ name: m.details_waiting(), value: longDuration(now - row.waiting_since) }]),
    ...(row.snoozed_until === null
      ? []
      : [{ name: m.details_snoozed(), value: mediumTime(row.snoozed_until) }]),
    ...(first_at === null ? [] : [{ name: m.details_first(), value: mediumTime(first_at) }]),
    ...(row.last ? [{ name: m.details_last(), value: mediumTime(row.last.at) }] : []),
    { name: m.details_messages(), value: number(messages) },
    { name: m.details_id(), value: remoteId(row.id), ltr: true, mono: true },
  ];
}
