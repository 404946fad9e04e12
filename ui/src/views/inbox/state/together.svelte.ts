/** All chats of one customer as one conversation: those that were linked, by time. */
import { commands, errorView } from "$lib/ipc";
import type { AppEvent, ChatId, ErrorView, LinkedChat, TimelineEntry } from "$lib/ipc";

const PAGE = 60;

export class Together {
  /** The chat that is open: it is where answers go. */
  readonly chat: ChatId;
  chats = $state.raw<readonly LinkedChat[]>([]);
  entries = $state.raw<readonly TimelineEntry[]>([]);
  /** Where older messages go on; `null` at the beginning of what is known. */
  older = $state<string | null>(null);
  /** Chats of whose history something may be missing. */
  incomplete = $state.raw<readonly ChatId[]>([]);
  ready = $state(false);
  reading = $state(false);
  error = $state.raw<ErrorView | null>(null);

  constructor(chat: ChatId) {
    this.chat = chat;
  }

  /** Reads the newest stretch; older ones that were read stay in front of it. */
  async read(): Promise<void> {
    try {
      const page = await commands.timelineList(this.chat, null, PAGE);
      const first = page.entries[0];
      const there = new Set(page.entries.map(idOf));
      const before = this.entries.filter(
        (entry) => first && entry.message.at <= first.message.at && !there.has(idOf(entry)),
      );
      // What was read further back knows better where it goes on.
      if (before.length === 0) this.older = page.older;
      this.entries = [...before, ...page.entries];
      this.chats = page.chats;
      this.incomplete = page.incomplete;
      this.error = null;
      this.ready = true;
    } catch (cause) {
      this.error = errorView(cause);
    }
  }

  async readOlder(): Promise<void> {
    if (this.older === null || this.reading) return;
    this.reading = true;
    try {
      const page = await commands.timelineList(this.chat, this.older, PAGE);
      const there = new Set(this.entries.map(idOf));
      const found = page.entries.filter((entry) => !there.has(idOf(entry)));
      this.entries = [...found, ...this.entries];
      this.older = page.older;
      this.incomplete = page.incomplete;
      this.error = null;
    } catch (cause) {
      this.error = errorView(cause);
    } finally {
      this.reading = false;
    }
  }

  take(event: AppEvent): void {
    const mine =
      (event.type === "messages_changed" &&
        this.chats.some((other) => other.chat === event.chat)) ||
      event.type === "directory_changed";
    if (mine) void this.read();
  }

  name(chat: ChatId): string {
    return this.chats.find((other) => other.chat === chat)?.title ?? chat;
  }
}

/** A message's key is unique only within its chat. */
export function idOf({ chat, message }: TimelineEntry): string {
  return `${chat} ${message.key}`;
}
