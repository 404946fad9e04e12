/** The inbox: which chats are listed, which one is open, and what is done to it. */
import { commands, errorView } from "$lib/ipc";
import type {
  AccountId,
  AppEvent,
  ChatCounts,
  ChatFilter,
  ChatId,
  ChatRow,
  ChatSort,
  ChatStatus,
} from "$lib/ipc";
import { coalesce, type Schedule, nextFrame } from "$lib/state/coalesce";
import { notices } from "$lib/state/notices.svelte";
import { Announcer } from "./announcer.svelte";
import { ChatList } from "./chat-list.svelte";
import { Conversation } from "./conversation.svelte";
import { Draft } from "./draft.svelte";
import { tidy, viewOf, withView, type ViewId } from "./filters";

const SEARCH_AFTER = 200;

export class Inbox {
  readonly list = new ChatList(commands.chatList);
  readonly announcer = new Announcer();
  counts = $state.raw<ChatCounts | null>(null);
  filter = $state.raw<ChatFilter>({});
  sort = $state<ChatSort>("unread_first");
  /** What stands in the search box; the filter follows a moment later. */
  search = $state("");
  conversation = $state.raw<Conversation | null>(null);
  draft = $state.raw<Draft | null>(null);
  /** The row that has the roving focus. */
  active = $state(0);
  /** The chat at that row: when rows move, the focus moves with it. */
  activeChat = $state<ChatId | null>(null);
  details = $state(true);
  /** Which pane shows where there is room for one only. */
  pane = $state<"list" | "conversation">("list");

  readonly view = $derived(viewOf(this.filter));
  readonly chat = $derived(this.conversation?.chat ?? null);

  /** What was being written to a chat that was deleted at the service. */
  leftover = $state.raw<string | null>(null);
  #deleting: ChatId | null = null;
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #refreshList: () => void;
  readonly #refreshChat: () => void;
  readonly #refreshMessages: () => void;

  constructor(schedule: Schedule = nextFrame) {
    this.#refreshList = coalesce(() => {
      this.list.invalidate();
      void this.reloadCounts();
    }, schedule);
    this.#refreshChat = coalesce(() => void this.conversation?.reloadView(), schedule);
    this.#refreshMessages = coalesce(() => void this.conversation?.reload(), schedule);
  }

  start(): void {
    this.list.setQuery(this.filter, this.sort);
    void this.reloadCounts();
  }

  take(event: AppEvent): void {
    switch (event.type) {
      case "chats_changed":
        this.#refreshList();
        this.#refreshChat();
        break;
      case "accounts_changed":
      case "filter_changed":
        this.#refreshList();
        break;
      case "chat_changed":
        this.#refreshList();
        if (event.chat === this.chat) this.#refreshChat();
        break;
      case "messages_changed":
        this.#refreshList();
        if (event.chat === this.chat) {
          this.#refreshMessages();
          this.#refreshChat();
        }
        break;
      case "chat_removed":
        this.#refreshList();
        if (event.chat === this.chat) this.#gone(event.chat);
        break;
      case "upload_progress":
        this.conversation?.upload(event.outbox, event.done, event.total);
        break;
      case "open_chat":
        void this.open(event.chat);
        break;
      default:
        break;
    }
  }

  async reloadCounts(): Promise<void> {
    try {
      this.counts = await commands.chatCounts(this.filter.account ?? null);
    } catch {
      // The list tells of the trouble; the numbers stay as they were.
    }
  }

  setFilter(filter: ChatFilter): void {
    this.filter = tidy(filter);
    this.active = 0;
    this.activeChat = null;
    this.list.setQuery(this.filter, this.sort);
    void this.reloadCounts();
  }

  setView(view: ViewId): void {
    this.setFilter(withView(this.filter, view));
  }

  setAccount(account: AccountId | undefined): void {
    this.setFilter({ ...this.filter, organization: undefined, operator: undefined, account });
  }

  setSort(sort: ChatSort): void {
    this.sort = sort;
    this.list.setQuery(this.filter, sort);
  }

  setSearch(text: string): void {
    this.search = text;
    clearTimeout(this.#searchTimer);
    const apply = () => this.setFilter({ ...this.filter, text: text.trim() });
    if (text === "") apply();
    else this.#searchTimer = setTimeout(apply, SEARCH_AFTER);
  }

  /** Removes every chip and the search. */
  reset(): void {
    clearTimeout(this.#searchTimer);
    this.search = "";
    this.setFilter({});
  }

  /** The row with the focus, wherever its chat now stands. */
  activeIndex(): number {
    if (this.activeChat !== null) {
      const at = this.list.indexOf(this.activeChat);
      if (at >= 0) return at;
    }
    return Math.max(0, Math.min(this.active, this.list.total - 1));
  }

  setActive(index: number): void {
    this.active = index;
    this.activeChat = this.list.row(index)?.id ?? null;
  }

  async open(chat: ChatId): Promise<void> {
    this.pane = "conversation";
    const at = this.list.indexOf(chat);
    if (at >= 0) this.setActive(at);
    if (this.chat === chat) return;
    this.list.hold(chat);
    this.leftover = null;
    this.#leave();
    this.announcer.clear();
    const conversation = new Conversation(chat, (messages) => this.announcer.say(messages));
    const draft = new Draft(chat);
    this.conversation = conversation;
    this.draft = draft;
    void commands.chatOpen(chat).catch(() => undefined);
    await Promise.all([conversation.open(), draft.load()]);
  }

  /** No chat on screen. */
  close(): void {
    this.list.hold(null);
    this.#leave();
    this.conversation = null;
    this.draft = null;
    this.pane = "list";
    void commands.chatOpen(null).catch(() => undefined);
  }

  /**
   * Nothing of before stays: the account was signed out, or the demo began or ended. Its ids may
   * be another's from now on, so nothing is saved either.
   */
  forget(): void {
    this.draft?.abandon();
    this.draft = null;
    this.leftover = null;
    this.close();
    this.reset();
  }

  /** The open chat is gone. What was being written to it is shown, unless the person deleted it. */
  #gone(chat: ChatId): void {
    const text = this.draft?.text.trim() ?? "";
    this.leftover = this.#deleting === chat || text === "" ? null : text;
    this.close();
    if (this.leftover !== null) this.pane = "conversation";
  }

  #leave(): void {
    this.conversation?.end();
    void this.draft?.flush();
  }

  /** Opens the chat so many rows away from the open one. */
  async step(by: number): Promise<void> {
    const here = this.chat === null ? -1 : this.list.indexOf(this.chat);
    const to = here < 0 ? (by > 0 ? this.activeIndex() : 0) : here + by;
    const row = await this.list.rowSoon(to);
    if (row) {
      this.setActive(to);
      await this.open(row.id);
    }
  }

  async setStatus(row: ChatRow, status: ChatStatus): Promise<boolean> {
    return this.#attempt(() => commands.chatSetStatus(row.id, status));
  }

  async markRead(chat: ChatId, keys: string[] | null): Promise<boolean> {
    return this.#attempt(() => commands.chatMarkRead(chat, keys));
  }

  async remove(chat: ChatId): Promise<boolean> {
    this.#deleting = chat;
    return this.#attempt(() => commands.chatDelete(chat));
  }

  async retry(outbox: number): Promise<boolean> {
    return this.#attempt(() => commands.messageRetry(outbox));
  }

  async discard(outbox: number): Promise<boolean> {
    return this.#attempt(() => commands.messageDiscard(outbox));
  }

  async confirmSent(outbox: number): Promise<boolean> {
    return this.#attempt(() => commands.messageConfirmSent(outbox));
  }

  /** Puts a failed message back into the box, after what stands there was saved. */
  async edit(outbox: number): Promise<boolean> {
    const draft = this.draft;
    await draft?.flush();
    const done = await this.#attempt(() => commands.messageEdit(outbox));
    if (done) await draft?.reread();
    return done;
  }

  async #attempt(command: () => Promise<unknown>): Promise<boolean> {
    try {
      await command();
      return true;
    } catch (cause) {
      notices.error(errorView(cause));
      return false;
    }
  }
}

export const inbox = new Inbox();
