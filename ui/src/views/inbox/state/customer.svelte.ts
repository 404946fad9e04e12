/** The customer of the open chat: the service's card, a group's people, the same person elsewhere. */
import { commands, errorView } from "$lib/ipc";
import type {
  AppEvent,
  ChatId,
  Customer,
  ErrorView,
  NoteId,
  ParticipantId,
  Timestamp,
} from "$lib/ipc";
import { accountOf } from "$lib/state/app.svelte";
import { notices } from "$lib/state/notices.svelte";

/** What stands before the id of a note that the service keeps. */
const AT_SERVICE = "s:";

/** A card that is older is read anew when its chat is looked at. */
const STALE = 10 * 60_000;

export class CustomerCard {
  readonly chat: ChatId;
  value = $state.raw<Customer | null>(null);
  /** When the service gave it. */
  at = $state<Timestamp | null>(null);
  /** Why it could not be read, or not anew. */
  error = $state.raw<ErrorView | null>(null);
  /** The service is being asked. */
  loading = $state(false);
  /** Whose act is under way: a chat's, a participant's or a note's id. */
  busy = $state<string | null>(null);

  constructor(chat: ChatId) {
    this.chat = chat;
  }

  /** Shows what is known, then what the service says if that is old. */
  async open(now: Timestamp): Promise<void> {
    await this.#read(false);
    if (this.at !== null && now - this.at > STALE) await this.#read(true);
  }

  async refresh(): Promise<void> {
    await this.#read(true);
  }

  take(event: AppEvent): void {
    const mine =
      (event.type === "chat_changed" && event.chat === this.chat) ||
      (event.type === "directory_changed" && event.account === accountOf(this.chat));
    if (mine) void this.#read(false);
  }

  /** The person says whether another chat is this customer's. */
  async link(other: ChatId, same: boolean): Promise<boolean> {
    return this.#act(other, false, () =>
      commands.serviceAct(accountOf(this.chat), { act: "link", chat: this.chat, other, same }),
    );
  }

  async removeParticipant(participant: ParticipantId): Promise<boolean> {
    return this.#act(participant, true, () =>
      commands.serviceAct(accountOf(this.chat), {
        act: "remove_participant",
        chat: this.chat,
        participant,
      }),
    );
  }

  /** Gives a note that the service keeps another text, or throws it away. */
  async changeNote(note: NoteId, text: string | null): Promise<boolean> {
    const key = `${AT_SERVICE}${note}`;
    return this.#act(note, false, () =>
      commands.noteAct(
        this.chat,
        text === null ? { act: "delete", key } : { act: "edit", key, text },
      ),
    );
  }

  async #act(who: string, anew: boolean, send: () => Promise<unknown>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = who;
    try {
      await send();
      await this.#read(anew);
      return true;
    } catch (cause) {
      notices.error(errorView(cause));
      return false;
    } finally {
      this.busy = null;
    }
  }

  async #read(anew: boolean): Promise<void> {
    this.loading = anew || this.value === null;
    try {
      const { value, at, error } = await commands.customerGet(this.chat, anew);
      this.value = value;
      this.at = at;
      this.error = error;
    } catch (cause) {
      this.error = errorView(cause);
    } finally {
      this.loading = false;
    }
  }
}
