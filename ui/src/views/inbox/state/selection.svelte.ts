/** Which rows of the list are chosen: some by name, or all that match. */
import type { ActTarget, ChatFilter, ChatId, ChatSort } from "$lib/ipc";

export class Selection {
  chats = $state.raw<ReadonlySet<ChatId>>(new Set());
  /** Every chat that matches, whether it was read or not. */
  all = $state(false);
  /** The row from which Shift extends. */
  #anchor: number | null = null;

  readonly active = $derived(this.all || this.chats.size > 0);

  has(chat: ChatId): boolean {
    return this.all || this.chats.has(chat);
  }

  count(total: number): number {
    return this.all ? total : this.chats.size;
  }

  toggle(chat: ChatId, index: number): void {
    const next = new Set(this.all ? [] : this.chats);
    if (!next.delete(chat)) next.add(chat);
    this.all = false;
    this.chats = next;
    this.#anchor = index;
  }

  /** Chooses what lies between the anchor and a row; the anchor is `from` if there is none. */
  extend(from: number, to: number, chatAt: (index: number) => ChatId | undefined): void {
    const anchor = (this.#anchor ??= from);
    const next = new Set<ChatId>();
    for (let at = Math.min(anchor, to); at <= Math.max(anchor, to); at += 1) {
      const chat = chatAt(at);
      if (chat !== undefined) next.add(chat);
    }
    this.all = false;
    this.chats = next;
  }

  selectAll(): void {
    this.all = true;
    this.chats = new Set();
  }

  clear(): void {
    this.all = false;
    this.chats = new Set();
    this.#anchor = null;
  }

  target(filter: ChatFilter, sort: ChatSort): ActTarget {
    return this.all
      ? { target: "matching", query: { filter, sort } }
      : { target: "chats", chats: [...this.chats] };
  }
}
