/** A private note being written to a chat. On disk within a second of the last key. */
import { commands } from "$lib/ipc";
import type { AccountId, ChatId } from "$lib/ipc";
import { accountOf } from "$lib/state/app.svelte";
import type { Inbox } from "./inbox.svelte";

const SAVE_AFTER = 300;

export class NoteDraft {
  text = $state("");
  /** For colleagues to see, where the service keeps notes. */
  shared = $state(false);
  saving = $state(false);

  #touched = false;
  #dirty = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keeping: Promise<unknown> = Promise.resolve();

  constructor(readonly chat: ChatId) {}

  /** No `$derived`: a note outlives the part of the page that asked for it first. */
  get empty(): boolean {
    return this.text.trim() === "";
  }

  /** Brings back what was kept; what was typed here wins. */
  load(text: string): void {
    if (!this.#touched) this.text = text;
  }

  edit(text: string): void {
    this.text = text;
    this.#touched = true;
    this.#dirty = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_AFTER);
  }

  /** Keeps now what isn't kept yet: on leaving the box, the chat or the window. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#dirty && !this.saving) {
      this.#dirty = false;
      const { text } = this;
      // One after another, so that an older text never overtakes a newer one. What fails is tried
      // again with the next key; the text is still here.
      this.#keeping = this.#keeping
        .then(() => commands.noteAct(this.chat, { act: "draft", text }))
        .catch(() => (this.#dirty = true));
    }
    await this.#keeping;
  }

  /** Nothing more is kept. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#dirty = false;
  }

  /** Whether it was kept; otherwise the text stays. */
  async add(inbox: Inbox): Promise<boolean> {
    if (this.empty || this.saving) return false;
    this.saving = true;
    clearTimeout(this.#timer);
    await this.#keeping;
    const written = this.text;
    const act = { act: "add", text: written.trim(), shared: this.shared } as const;
    const done = await inbox.note(this.chat, act);
    this.saving = false;
    if (!done) await this.flush();
    else if (this.text === written) {
      this.text = "";
      this.#dirty = false;
    }
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
    for (const chat of [...this.#kept.keys()]) {
      if (accounts.includes(accountOf(chat))) continue;
      this.#kept.get(chat)?.abandon();
      this.#kept.delete(chat);
    }
  }

  /** The chats' ids may be others' from now on. */
  forget(): void {
    for (const note of this.#kept.values()) note.abandon();
    this.#kept.clear();
  }
}

export const noteDrafts = new NoteDrafts();
