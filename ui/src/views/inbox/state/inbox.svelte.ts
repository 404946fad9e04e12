/** The inbox: which chats are listed, which one is open, and what is done to it. */
import { commands, errorView } from "$lib/ipc";
import type {
  AccountId,
  ActTarget,
  AppEvent,
  ChatAct,
  ChatCounts,
  ChatFilter,
  ChatId,
  ChatRow,
  ChatSort,
  ChatStatus,
  MessageView,
  NoteAct,
  SavedView,
} from "$lib/ipc";
import { m } from "$lib/paraglide/messages";
import { accountOf, app } from "$lib/state/app.svelte";
import { catalogs } from "$lib/state/catalogs.svelte";
import { coalesce, type Schedule, nextFrame, paced } from "$lib/state/coalesce";
import { library } from "$lib/state/library.svelte";
import { notices } from "$lib/state/notices.svelte";
import { changeSettings } from "../../../commands/settings";
import { Announcer } from "./announcer.svelte";
import { ChatList } from "./chat-list.svelte";
import { Conversation } from "./conversation.svelte";
import { Draft } from "./draft.svelte";
import { actDone } from "./acts";
import { tidy, viewOf, withView, type ViewName } from "./filters";
import { GroupMaking } from "./group-making.svelte";
import { media } from "./media";
import { noteDrafts } from "./note.svelte";
import { Selection } from "./selection.svelte";

/** Something that is asked before chats are acted on. */
export interface Asking {
  what:
    | "assign"
    | "snooze"
    | "labels"
    | "export"
    | "report"
    | "invitation"
    | "look_up"
    | "contacts"
    | "group";
  target: ActTarget;
  account: AccountId | null;
}

/** What can be asked for many chats at once. */
const FOR_MANY: ReadonlySet<Asking["what"]> = new Set(["assign", "snooze", "labels", "export"]);

const SEARCH_AFTER = 200;
/** Milliseconds between two looks at the list while news pour in. */
const NEWS = 200;

export class Inbox {
  readonly list = new ChatList(commands.chatList);
  readonly announcer = new Announcer();
  readonly selection = new Selection();
  readonly making = new GroupMaking((chat) => void this.open(chat));
  counts = $state.raw<ChatCounts | null>(null);
  filter = $state.raw<ChatFilter>({});
  /** What stands in the search box; the filter follows a moment later. */
  search = $state("");
  conversation = $state.raw<Conversation | null>(null);
  draft = $state.raw<Draft | null>(null);
  /** The row that has the roving focus. */
  active = $state(0);
  /** The chat at that row: when rows move, the focus moves with it. */
  activeChat = $state<ChatId | null>(null);
  details = $state(true);
  /** Whether an answer or a note is being written. */
  writing = $state<"reply" | "note">("reply");
  /** Whether the open chat's linked chats are shown with it, as one conversation. */
  together = $state(false);
  /** The message that was looked for in the open chat. */
  hit = $state<string | null>(null);
  /** What the search shows: chats that match, or messages that do. */
  finding = $state<"chats" | "messages">("chats");
  asking = $state.raw<Asking | null>(null);
  /** An act over chosen chats is under way. */
  acting = $state(false);
  /** How far a long act has come: chats done and in all. */
  progress = $state.raw<[number, number] | null>(null);
  /** Which pane shows where there is room for one only. */
  pane = $state<"list" | "conversation">("list");

  /** The order of the saved view on screen, if one is. */
  #views = $state<ChatSort | null>(null);
  /** As the view or the person has it; one list over several accounts begins with who waits longest. */
  readonly sort: ChatSort = $derived.by(() => {
    const chosen = this.#views ?? app.settings.list_sort;
    if (chosen !== null) return chosen;
    const several = app.accounts.length > 1 && this.filter.account === undefined;
    return several ? "waiting" : "unread_first";
  });

  readonly view = $derived(viewOf(this.filter));
  readonly chat = $derived(this.conversation?.chat ?? null);
  /** Whether the last act can still be taken back. */
  get undoable(): boolean {
    return this.#undo !== null;
  }

  /** What was being written to a chat that was deleted at the service. */
  leftover = $state.raw<string | null>(null);
  /** The order the list was last asked in. */
  #asked: ChatSort | null = null;
  #deleting: ChatId | null = null;
  #undo = $state<number | null>(null);
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #refreshList: () => void;
  readonly #refreshChat: () => void;
  readonly #refreshMessages: () => void;

  /** News are read as they come where a schedule says so, else the list's now and then. */
  constructor(schedule?: Schedule) {
    this.#refreshList = coalesce(
      () => {
        this.list.invalidate();
        void this.reloadCounts();
        if (library.value.views.length > 0) void library.load();
      },
      schedule ?? paced(NEWS),
    );
    const reloadView = () => void this.conversation?.reloadView();
    this.#refreshChat = coalesce(reloadView, schedule ?? paced(NEWS));
    const reload = () => void this.conversation?.reload();
    this.#refreshMessages = coalesce(reload, schedule ?? nextFrame);
  }

  start(): void {
    this.#query();
    void this.reloadCounts();
    void library.load();
  }

  take(event: AppEvent): void {
    catalogs.take(event);
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
      case "act_refused":
        void this.#attempt(async () => {
          const { refused } = await commands.chatGet(event.chat);
          if (refused) notices.error(refused);
        });
        break;
      case "upload_progress":
        this.conversation?.upload(event.outbox, event.done, event.total);
        break;
      case "job_progress":
        if (this.acting) this.progress = [event.done, event.total];
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
    this.selection.clear();
    this.#query();
    void this.reloadCounts();
  }

  #query(): void {
    this.#asked = this.sort;
    this.list.setQuery(this.filter, this.sort);
  }

  setView(view: ViewName): void {
    if (this.search === "") this.finding = "chats";
    this.#views = null;
    this.setFilter(withView(this.filter, view));
  }

  /** Shows a saved view: its filter and its order. */
  setSaved(view: SavedView): void {
    this.finding = "chats";
    clearTimeout(this.#searchTimer);
    this.search = view.filter.text ?? "";
    this.#views = view.sort;
    this.setFilter(view.filter);
  }

  setAccount(account: AccountId | undefined): void {
    this.setFilter({ ...this.filter, organization: undefined, operator: undefined, account });
  }

  /** Shows another order, from now on and after the next start. */
  setSort(sort: ChatSort): void {
    this.#views = null;
    app.settings = { ...app.settings, list_sort: sort };
    this.#query();
    void changeSettings(() => ({ list_sort: sort }));
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
    this.finding = "chats";
    this.#views = null;
    this.setFilter({});
  }

  /** A chat's row, where it is on screen: in the list or as the open chat. */
  rowOf(chat: ChatId | undefined): ChatRow | null {
    if (chat === undefined) return null;
    const open = this.chat === chat ? this.conversation?.row : null;
    return open ?? this.list.find(chat) ?? null;
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
    this.writing = "reply";
    this.together = false;
    this.hit = null;
    const listed = this.list.find(chat) ?? null;
    const said = (messages: MessageView[]) => this.announcer.say(messages);
    const conversation = new Conversation(chat, said, listed);
    const draft = new Draft(chat);
    this.conversation = conversation;
    this.draft = draft;
    void commands.chatOpen(chat).catch(() => undefined);
    await Promise.all([conversation.open(), this.#bringBack(draft)]);
  }

  /** What was being written to a chat: the answer and the note. */
  async #bringBack(draft: Draft): Promise<void> {
    await draft.load();
    if (this.draft === draft) noteDrafts.of(draft.chat).load(draft.note);
  }

  /** Opens a chat where a message stands. */
  async openAt(chat: ChatId, key: string): Promise<void> {
    const opening = this.open(chat);
    this.together = false;
    this.hit = key;
    await opening;
  }

  /** What is on screen is read again: nothing was heard of it for a while. */
  resume(): void {
    if (this.conversation === null) return;
    void commands.chatOpen(this.conversation.chat).catch(() => undefined);
    this.#refreshMessages();
    this.#refreshChat();
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
   * Nothing of before stays: the demo began or ended. The ids may be others' from now on, so
   * nothing is saved either.
   */
  forget(): void {
    noteDrafts.forget();
    this.#drop();
  }

  /** These accounts are signed in; nothing of others stays. */
  keepOnly(accounts: readonly AccountId[]): void {
    noteDrafts.keepOnly(accounts);
    const { account } = this.filter;
    if (this.chat !== null && !accounts.includes(accountOf(this.chat))) this.#drop();
    else if (account !== undefined && !accounts.includes(account)) this.setAccount(undefined);
    if (this.#asked !== null && this.#asked !== this.sort) this.#query();
  }

  #drop(): void {
    this.draft?.abandon();
    this.draft = null;
    this.leftover = null;
    this.#undo = null;
    this.asking = null;
    catalogs.forget();
    media.forget();
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

  /** Does something to chats; what can be taken back is offered for undoing. */
  async act(target: ActTarget, act: ChatAct): Promise<boolean> {
    try {
      const report = await commands.chatAct(target, act);
      if (report.undo !== null) this.#undo = report.undo;
      const text = actDone(act, report);
      if (text !== null && report.undo !== null) {
        const undo = report.undo;
        notices.info(text, { label: m.undo(), run: () => void this.undo(undo) });
      } else if (text !== null && report.done + report.skipped > 1) notices.info(text);
      return true;
    } catch (cause) {
      notices.error(errorView(cause));
      return false;
    }
  }

  actOn(chat: ChatId, act: ChatAct): Promise<boolean> {
    return this.act({ target: "chats", chats: [chat] }, act);
  }

  /** Does something to the chosen chats, and lets go of them once it is done. */
  async actOnSelection(act: ChatAct): Promise<boolean> {
    return this.actOnMany(this.selection.target(this.filter, this.sort), act);
  }

  async actOnMany(target: ActTarget, act: ChatAct): Promise<boolean> {
    if (this.acting) return false;
    this.acting = true;
    this.progress = null;
    try {
      const done = await this.act(target, act);
      if (done) this.selection.clear();
      return done;
    } finally {
      this.acting = false;
      this.progress = null;
    }
  }

  /** Takes an act back, the last one if none is named. */
  async undo(undo: number | null = this.#undo): Promise<boolean> {
    if (undo === null) return false;
    if (undo === this.#undo) this.#undo = null;
    return this.#attempt(() => commands.actUndo(undo));
  }

  /** Asks for what an act needs, for the chosen chats or else for one, the open one unless named. */
  ask(what: Asking["what"], chat: ChatId | null = this.chat): boolean {
    const { selection } = this;
    if (selection.active && FOR_MANY.has(what)) {
      const accounts = new Set([...selection.chats].map(accountOf));
      const one = accounts.size === 1 ? [...accounts][0] : this.filter.account;
      const target = selection.target(this.filter, this.sort);
      this.asking = { what, target, account: one ?? null };
      return true;
    }
    if (chat === null) return false;
    const target: ActTarget = { target: "chats", chats: [chat] };
    this.asking = { what, target, account: accountOf(chat) };
    return true;
  }

  /** Asks how to export all chats of the list. */
  askForList(): void {
    const target: ActTarget = {
      target: "matching",
      query: { filter: this.filter, sort: this.sort },
    };
    this.asking = { what: "export", target, account: this.filter.account ?? null };
  }

  /** Asks for what an account can do without a chat. */
  askOf(account: AccountId, what: "contacts" | "group"): void {
    this.asking = { what, target: { target: "chats", chats: [] }, account };
  }

  async setStatus(row: ChatRow, status: ChatStatus): Promise<boolean> {
    return this.actOn(row.id, { act: "set_status", status });
  }

  async markRead(chat: ChatId, keys: string[] | null): Promise<boolean> {
    return this.actOn(chat, keys === null ? { act: "mark_read" } : { act: "mark_read", keys });
  }

  async note(chat: ChatId, act: NoteAct): Promise<boolean> {
    return this.#attempt(() => commands.noteAct(chat, act));
  }

  async remove(chat: ChatId): Promise<boolean> {
    this.#deleting = chat;
    return this.actOn(chat, { act: "delete" });
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
