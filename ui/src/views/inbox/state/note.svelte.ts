/** A private note being written to a chat. Stays while the window runs. */
import type { AccountId, ChatId } from "$lib/ipc";
import { accountOf } from "$lib/state/app.svelte";
import type { Inbox } from "./inbox.svelte";

export class NoteDraft {
  text = $state("");
  /** For colleagues to see, where the service keeps notes. */
  shared = $state(false);
  saving = $state(false);

  constructor(readonly chat: ChatId) {}

  readonly empty = $derived(this.text.trim() === "");

  /** Whether it was kept; otherwise the text stays. */
  async add(inbox: Inbox): Promise<boolean> {
    if (this.empty || this.saving) return false;
    this.saving = true;
    const text = this.text.trim();
    const done = await inbox.note(this.chat, { act: "add", text, shared: this.shared });
    this.saving = false;
    if (done) this.text = "";
    return done;
  }
}

/** Notes being written, one a chat, so that going to another chat loses nothing. */
export class NoteDrafts {
  readonly #kept = new Map<ChatId, NoteDraft>();

  of(chat: ChatId): NoteDraft {
    const there = this.#kept.get(chat);
    if (there) return there;
    const made = new NoteDraft(chat);
    this.#kept.set(chat, made);
    return made;
  }

  /** Only what belongs to these accounts stays. */
  keepOnly(accounts: readonly AccountId[]): void {
    for (const chat of [...this.#kept.keys()])
      if (!accounts.includes(accountOf(chat))) this.#kept.delete(chat);
  }

  /** The chats' ids may be others' from now on. */
  forget(): void {
    this.#kept.clear();
  }
}

export const noteDrafts = new NoteDrafts();
