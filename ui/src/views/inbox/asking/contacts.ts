/** Customers as services know them, in words. Pure. */
import type { Contact } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

export function contactName(contact: Contact): string {
  return (
    contact.name.trim() || contact.phone || contact.email || m.contact_unnamed({ id: contact.id })
  );
}

/** What finds the same person again: a phone or an address tells more than a name. */
export function contactSearch(contact: Contact | null): string {
  return contact?.phone ?? contact?.email ?? contact?.name ?? "";
}
