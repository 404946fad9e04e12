/**
 * A window onto the chat list, however long it is. Only pages near the rows on screen are read;
 * after a change they are read again, and rows stay in view until their successors are there.
 */
import { errorView } from "$lib/ipc";
import { kept } from "$lib/state/kept";
import type {
  ChatFilter,
  ChatId,
  ChatListPage,
  ChatListQuery,
  ChatRow,
  ChatSort,
  ErrorView,
  RemoteFilterState,
} from "$lib/ipc";

export const PAGE = 50;
/** The program gives at most 200 rows at once. */
const MOST_PAGES = 4;
/** Pages kept beyond the screen, so that scrolling back is instant. */
const KEPT_PAGES = 24;

export type ReadList = (query: ChatListQuery) => Promise<ChatListPage>;

export class ChatList {
  total = $state(0);
  /** Whether the present query was answered at least once. */
  ready = $state(false);
  error = $state.raw<ErrorView | null>(null);
  remote = $state.raw<RemoteFilterState>({ state: "local" });
  /** Pages by number; replaced, never changed in place. */
  #pages = $state.raw<ReadonlyMap<number, readonly ChatRow[]>>(new Map());

  readonly #read: ReadList;
  #filter: ChatFilter = {};
  #sort: ChatSort = "unread_first";
  #hold: ChatId | null = null;
  #first = 0;
  #last = PAGE - 1;
  #stale = new Set<number>();
  #generation = 0;
  #reading = false;
  #again = false;

  constructor(read: ReadList) {
    this.#read = read;
  }

  /** Shows another query; the old rows stay until the new ones are there. */
  setQuery(filter: ChatFilter, sort: ChatSort): void {
    this.#filter = filter;
    this.#sort = sort;
    this.#generation += 1;
    this.#first = 0;
    this.#last = PAGE - 1;
    this.ready = false;
    this.error = null;
    this.#again = true;
    this.#pump();
  }

  /**
   * Tells which chat is open. One that was unread keeps its place among the unread ones until
   * another is open: the list does not jump while it is being read.
   */
  hold(chat: ChatId | null): void {
    const held = chat === null || (this.find(chat)?.unread ?? 0) === 0 ? null : chat;
    if (held === this.#hold || (chat !== null && chat === this.#hold)) return;
    const letGo = this.#hold !== null;
    this.#hold = held;
    if (letGo) this.invalidate();
  }

  /** Tells which rows are on screen. */
  setRange(first: number, last: number): void {
    if (first === this.#first && last === this.#last) return;
    this.#first = Math.max(0, first);
    this.#last = Math.max(this.#first, last);
    if (this.#missing() !== null) this.#pump();
  }

  /** Something changed: what is on screen is read again, the rest when it is next seen. */
  invalidate(): void {
    this.#stale = new Set(this.#pages.keys());
    this.#again = true;
    this.#pump();
  }

  row(index: number): ChatRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** A chat's row, if it was read. */
  find(chat: ChatId): ChatRow | undefined {
    const at = this.indexOf(chat);
    return at < 0 ? undefined : this.row(at);
  }

  /** Where a chat stands, as far as it was read; -1 if it wasn't. */
  indexOf(chat: ChatId): number {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === chat);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  /** The row at an index, read now if it is not here yet. */
  async rowSoon(index: number): Promise<ChatRow | undefined> {
    const here = this.row(index);
    if (here || index < 0 || index >= this.total) return here;
    const generation = this.#generation;
    const page = Math.floor(index / PAGE);
    const answer = await this.#read(this.#query(page, 1));
    if (generation === this.#generation) this.#store(page, answer);
    return answer.rows[index - answer.offset];
  }

  #query(page: number, pages: number): ChatListQuery {
    const query = { filter: this.#filter, sort: this.#sort };
    const hold = this.#hold === null ? {} : { hold: this.#hold };
    return { ...query, ...hold, offset: page * PAGE, limit: pages * PAGE };
  }

  /** The stretch of pages to read next: all visible ones in one go, so that they agree. */
  #missing(): [page: number, count: number] | null {
    const from = Math.floor(this.#first / PAGE);
    const end = this.total > 0 ? Math.min(this.#last, this.total - 1) : this.#last;
    const to = Math.max(from, Math.min(Math.floor(end / PAGE), from + MOST_PAGES - 1));
    for (let page = from; page <= to; page += 1) {
      if (!this.#pages.has(page) || this.#stale.has(page)) return [from, to - from + 1];
    }
    return null;
  }

  #pump(): void {
    if (this.#reading) return;
    const wanted = this.#again
      ? (this.#missing() ?? [Math.floor(this.#first / PAGE), 1])
      : this.#missing();
    if (wanted === null) return;
    this.#again = false;
    this.#reading = true;
    void this.#fetch(wanted[0], wanted[1]).finally(() => {
      this.#reading = false;
      // A failed read waits for the next change or scroll instead of spinning.
      if (this.#again || (this.error === null && this.#missing() !== null)) this.#pump();
    });
  }

  async #fetch(page: number, count: number): Promise<void> {
    const generation = this.#generation;
    try {
      const answer = await this.#read(this.#query(page, count));
      if (generation !== this.#generation) {
        this.#again = true;
        return;
      }
      if (!this.ready) {
        this.#pages = new Map();
        this.#stale = new Set();
      }
      this.error = null;
      this.#store(page, answer, count);
      this.ready = true;
    } catch (cause) {
      if (generation === this.#generation) this.error = errorView(cause);
      else this.#again = true;
    }
  }

  #store(page: number, answer: ChatListPage, count = 1): void {
    const pages = new Map(this.#pages);
    const found = kept([...pages.values()].flat(), answer.rows, (row) => row.id);
    const last = Math.max(0, Math.ceil(answer.total / PAGE) - 1);
    for (let at = 0; at < count; at += 1) {
      const rows = found.slice(at * PAGE, (at + 1) * PAGE);
      pages.delete(page + at);
      if (rows.length > 0 || page + at === 0) pages.set(page + at, rows);
      this.#stale.delete(page + at);
    }
    for (const known of [...pages.keys()]) {
      if (known > last && known !== 0) pages.delete(known);
      else if (pages.size > KEPT_PAGES && (known < page || known >= page + count))
        pages.delete(known);
    }
    this.#pages = pages;
    this.total = answer.total;
    this.remote = answer.remote;
  }
}
