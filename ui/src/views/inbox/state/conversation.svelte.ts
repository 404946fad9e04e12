/** The open chat: its head, its history, what is new in it. One instance per opened chat. */
import { commands, errorView } from "$lib/ipc";
import type { ChatId, ChatRow, ChatView, ErrorView, MessagePage, MessageView } from "$lib/ipc";
import { isOurs } from "$lib/format/words";
import { kept } from "$lib/state/kept";
import { sameItems, timeline, type TimelineItem } from "./timeline";

export const HISTORY_PAGE = 60;

const keyOf = ({ key }: MessageView) => key;

export class Conversation {
  readonly chat: ChatId;
  view = $state.raw<ChatView | null>(null);
  /** The chat's row: as the list had it, until its head was read. */
  readonly row: ChatRow | null = $derived.by(() => this.view?.row ?? this.#listed);
  messages = $state.raw<readonly MessageView[]>([]);
  /** Where older messages go on; `null` at the beginning of what is known. */
  older = $state<string | null>(null);
  /** Whether the history was read from the store at least once. */
  ready = $state(false);
  error = $state.raw<ErrorView | null>(null);
  olderError = $state.raw<ErrorView | null>(null);
  readingOlder = $state(false);
  /** The divider's place, kept as it was when the chat was opened. */
  firstUnread = $state<string | null>(null);
  /** Messages of others since the person last stood at the end. */
  below = $state(0);
  /** Bytes gone of uploads under way, by outbox row. */
  uploads = $state.raw<ReadonlyMap<number, number>>(new Map());

  /** Whether the newest messages were painted: what is less urgent comes after. */
  drawn = $state(false);
  /** Whether the last change put messages in front: the view then keeps still. */
  prepended = $state(false);

  /** The message the next answer quotes. */
  quote = $state.raw<MessageView | null>(null);
  /** Runs of system lines that the person opened, by their first key. */
  unfolded = $state.raw<ReadonlySet<string>>(new Set());
  /** Texts sent from here, which no colleague wrote. */
  readonly ours = new Set<string>();

  readonly items: readonly TimelineItem[] = $derived.by(() => {
    const made = timeline(this.messages, this.firstUnread, this.unfolded);
    return (this.#drawn = sameItems(this.#drawn, made));
  });
  #drawn: readonly TimelineItem[] = [];

  /** Whether the last message is on screen; the view tells. */
  atEnd = true;
  #seen: string | null = null;
  #reading = false;
  #again = false;
  /** What is stored ends here; the service is being asked for more. */
  #asked = false;
  #ended = false;

  readonly #opened = Date.now();
  readonly #listed: ChatRow | null;

  constructor(
    chat: ChatId,
    private readonly onarrived: (messages: MessageView[]) => void,
    listed: ChatRow | null = null,
  ) {
    this.chat = chat;
    this.#listed = listed;
  }

  async open(): Promise<void> {
    await Promise.all([this.reloadView(), this.reload()]);
  }

  end(): void {
    this.#ended = true;
  }

  async reloadView(): Promise<void> {
    try {
      const view = await commands.chatGet(this.chat);
      if (!this.#ended) this.view = view;
    } catch (cause) {
      if (!this.#ended) this.error = errorView(cause);
    }
  }

  /** Reads the newest stretch again; older messages already here stay. */
  async reload(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#again = false;
        const page = await commands.messageList(this.chat, null, HISTORY_PAGE);
        if (this.#ended) return;
        this.#take(page);
      } while (this.#again as boolean);
    } catch (cause) {
      if (!this.#ended) this.error = errorView(cause);
    } finally {
      this.#reading = false;
    }
    if (this.#asked) {
      this.#asked = false;
      await this.readOlder();
    }
  }

  #take(read: MessagePage): void {
    const page = { ...read, messages: kept(this.messages, read.messages, keyOf) };
    const known = new Set(this.messages.map((message) => message.key));
    const first = page.messages[0];
    const overlap = first ? this.messages.findIndex((message) => message.key === first.key) : -1;
    // A history that is read only now was there before the chat was opened.
    const newest = this.messages.findLast((message) => message.outbox === null);
    const since = newest?.at ?? this.#opened;
    const arrived = this.ready
      ? page.messages.filter(
          (message) => !known.has(message.key) && !isOurs(message.author) && message.at >= since,
        )
      : [];
    this.prepended = false;
    for (const message of page.messages)
      if (message.outbox !== null) this.ours.add(message.text.trim());
    if (overlap > 0) {
      this.messages = [...this.messages.slice(0, overlap), ...page.messages];
    } else {
      this.messages = page.messages;
      this.older = page.older;
    }
    if (!this.ready) this.firstUnread = page.first_unread;
    this.ready = true;
    this.error = null;
    if (arrived.length > 0) {
      if (!this.atEnd) this.below += arrived.length;
      this.onarrived(arrived);
    }
  }

  async readOlder(): Promise<void> {
    if (this.older === null || this.readingOlder || this.#asked) return;
    this.readingOlder = true;
    this.olderError = null;
    try {
      const page = await commands.messageList(this.chat, this.older, HISTORY_PAGE);
      if (this.#ended) return;
      const known = new Set(this.messages.map((message) => message.key));
      const fresh = page.messages.filter((message) => !known.has(message.key));
      if (fresh.length > 0) {
        this.prepended = true;
        this.messages = [...fresh, ...this.messages];
      }
      this.older = page.older;
      this.#asked = fresh.length === 0 && page.older !== null;
    } catch (cause) {
      this.olderError = errorView(cause);
    } finally {
      this.readingOlder = false;
    }
  }

  unfold(key: string): void {
    this.unfolded = new Set(this.unfolded).add(key);
  }

  find(key: string): MessageView | undefined {
    return this.messages.find((message) => message.key === key);
  }

  /** The person stands at the end, or no longer does. */
  setAtEnd(atEnd: boolean): void {
    this.atEnd = atEnd;
    if (atEnd) this.below = 0;
  }

  /** The newest message was on screen in the focused window. Told once per message. */
  async seen(): Promise<void> {
    const newest = this.messages.findLast((message) => message.key.startsWith("m:"));
    if (!newest || newest.key === this.#seen) return;
    const before = this.#seen;
    this.#seen = newest.key;
    try {
      await commands.chatSeen(this.chat, newest.key);
    } catch {
      // Told again at the next look; nothing is lost by it.
      this.#seen = before;
    }
  }

  upload(outbox: number, done: number, total: number): void {
    const next = new Map(this.uploads);
    if (done >= total) next.delete(outbox);
    else next.set(outbox, Math.floor((done / Math.max(1, total)) * 100));
    this.uploads = next;
  }
}
