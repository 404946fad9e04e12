/** What a person does at the desk by key, palette or button: acts over the inbox's state. */
import { tick } from "svelte";
import { commands } from "$lib/ipc";
import type { ActTarget, ChatAct, ChatId, ChatRow } from "$lib/ipc";
import { accountOf, app } from "$lib/state/app.svelte";
import { focus } from "$lib/state/focus";
import { VIEWS, type ViewName } from "./filters";
import { inbox as theInbox, type Inbox } from "./inbox.svelte";
import { library } from "$lib/state/library.svelte";
import type { SavedView } from "$lib/ipc";

/** Where the focus is: the list acts on its row, everything else on the open chat. */
export type Place = "list" | "composer" | "elsewhere";

/** So many rows are looked through for an unanswered chat before the list is asked as a whole. */
const LOOK_AHEAD = 300;

export class Desk {
  constructor(private readonly inbox: Inbox) {}

  /** The one chat an act is for; `undefined` if none is open and the focus is on no row. */
  row(place: Place): ChatRow | undefined {
    const { inbox } = this;
    if (place === "list") return inbox.list.row(inbox.activeIndex());
    return inbox.conversation?.row ?? undefined;
  }

  target(place: Place): ActTarget | null {
    const { inbox } = this;
    if (inbox.selection.active) return inbox.selection.target(inbox.filter, inbox.sort);
    const row = this.row(place);
    return row ? { target: "chats", chats: [row.id] } : null;
  }

  /** Whether the chat's account lets it be closed. */
  closes(place: Place): boolean {
    if (this.inbox.selection.active) return true;
    const row = this.row(place);
    const account = row && app.account(accountOf(row.id));
    return account?.capabilities.statuses.includes("closed") ?? false;
  }

  /** Acts on the chosen chats, or else on the one chat at hand. */
  act(act: ChatAct, place: Place): void {
    const { inbox } = this;
    const target = this.target(place);
    if (target === null) return;
    if (inbox.selection.active) void inbox.actOnMany(target, act);
    else void inbox.act(target, act);
  }

  /** Read becomes unread and the other way round. */
  toggleRead(place: Place): void {
    const read = !this.inbox.selection.active && this.row(place)?.unread === 0;
    this.act(read ? { act: "mark_unread" } : { act: "mark_read" }, place);
  }

  togglePin(place: Place): void {
    const pinned = !this.inbox.selection.active && (this.row(place)?.pinned ?? false);
    this.act({ act: "pin", on: !pinned }, place);
  }

  /** Opens a neighbour; who was writing goes on writing there. */
  async step(by: number, place: Place): Promise<void> {
    await this.inbox.step(by);
    if (place === "composer") await this.#focus("composer");
  }

  /** Opens the next or previous chat whose customer waits. */
  async stepUnanswered(by: 1 | -1, place: Place): Promise<void> {
    const { inbox } = this;
    const here = inbox.chat === null ? -1 : inbox.list.indexOf(inbox.chat);
    for (let at = here + by, looked = 0; looked < LOOK_AHEAD; at += by, looked += 1) {
      if (at < 0 || at >= inbox.list.total) break;
      const row = await inbox.list.rowSoon(at);
      if (row && row.waiting_since !== null) return this.#open(row.id, at, place);
    }
    const filter = { ...inbox.filter, waiting: true };
    const found = await commands.chatList({ filter, sort: inbox.sort, limit: 2 });
    const other = found.rows.find((row) => row.id !== inbox.chat);
    if (other) await this.#open(other.id, null, place);
  }

  async #open(chat: ChatId, at: number | null, place: Place): Promise<void> {
    if (at !== null) this.inbox.setActive(at);
    await this.inbox.open(chat);
    if (place === "composer") await this.#focus("composer");
  }

  /** Moves the focus to a row, without opening it. */
  async walk(to: number): Promise<void> {
    const { inbox } = this;
    if (inbox.list.total === 0) return;
    const index = Math.max(0, Math.min(to, inbox.list.total - 1));
    await inbox.list.rowSoon(index);
    inbox.setActive(index);
    await this.#focus("row");
  }

  walkBy(by: 1 | -1): void {
    const { inbox } = this;
    const first = by === 1 && inbox.activeChat === null;
    void this.walk(inbox.activeIndex() + (first ? 0 : by));
  }

  back(): void {
    this.inbox.pane = "list";
    void this.#focus("row");
  }

  search(): void {
    this.inbox.pane = "list";
    void this.#focus("search");
  }

  /** Looks for what is in the search box in messages too. */
  searchMessages(): void {
    this.inbox.finding = "messages";
    this.search();
  }

  /** Chooses the row with the focus, or lets go of it. */
  choose(): void {
    const { inbox } = this;
    const at = inbox.activeIndex();
    const row = inbox.list.row(at);
    if (row) inbox.selection.toggle(row.id, at);
  }

  write(what: "reply" | "note"): void {
    const { inbox } = this;
    if (inbox.chat === null) return;
    inbox.pane = "conversation";
    inbox.writing = what;
    void this.#focus("composer");
  }

  /** Closes the chat at hand; the focus goes to the next row, or the next chat opens. */
  async close(openNext: boolean, place: Place): Promise<void> {
    const { inbox } = this;
    if (inbox.selection.active) {
      this.act({ act: "set_status", status: "closed" }, place);
      return;
    }
    const row = this.row(place);
    if (!row || row.status === "closed") return;
    const at = inbox.list.indexOf(row.id);
    const next = await inbox.list.rowSoon(at + 1).catch(() => undefined);
    if (!(await inbox.setStatus(row, "closed"))) return;
    if (next && at >= 0) {
      inbox.active = at;
      inbox.activeChat = next.id;
    }
    if (openNext && next) await inbox.open(next.id);
    await this.#focus("row");
  }

  reopen(place: Place): void {
    if (this.inbox.selection.active || this.row(place)?.status === "closed")
      this.act({ act: "set_status", status: "open" }, place);
  }

  show(view: ViewName | SavedView): void {
    if (typeof view === "string") this.inbox.setView(view);
    else this.inbox.setSaved(view);
  }

  async #focus(target: "row" | "composer" | "search"): Promise<void> {
    await tick();
    focus.to(target);
  }
}

/** The views in the order of the rail: ours, then the saved ones. */
export function viewsInOrder(): (ViewName | SavedView)[] {
  return [...VIEWS, ...library.value.views];
}

export const desk = new Desk(theInbox);
