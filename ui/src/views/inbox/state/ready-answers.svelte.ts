/** The list of ready answers over the box: what a slash finds, and walking through it by keys. */
import type { AccountId, CannedReply } from "$lib/ipc";
import { library } from "$lib/state/library.svelte";
import { matching, trigger } from "./canned";

/** More than this is narrowed by typing on. */
const MOST = 30;

export class ReadyAnswers {
  readonly #text: () => string;
  readonly #account: () => AccountId;
  /** Where the cursor stands in the text. */
  cursor = $state(0);
  active = $state(0);
  /** Where the list was put away with Escape. */
  #dismissed = $state<number | null>(null);

  constructor(text: () => string, account: () => AccountId) {
    this.#text = text;
    this.#account = account;
  }

  /** The word behind a slash that is being typed. */
  readonly typed = $derived.by(() => trigger(this.#text(), this.cursor));
  readonly replies = $derived.by(() =>
    this.typed === null || this.typed.start === this.#dismissed
      ? []
      : matching(library.value.canned, this.#account(), this.typed.word).slice(0, MOST),
  );
  readonly picking = $derived.by(() => this.replies.length > 0);
  /** A lone slash where there is nothing to choose from says how to begin. */
  readonly teaching = $derived.by(
    () =>
      this.typed?.word === "" &&
      this.typed.start !== this.#dismissed &&
      library.value.canned.length === 0,
  );

  /** To be called whenever what is offered changed. */
  watch(): void {
    void this.replies;
    this.active = 0;
    if (this.typed === null) this.#dismissed = null;
  }

  /** Another text is written from now on. */
  reset(): void {
    this.cursor = 0;
    this.#dismissed = null;
  }

  dismiss(): void {
    this.#dismissed = this.typed?.start ?? null;
  }

  /** Takes a key that is the list's. Whether it was one. */
  key(event: KeyboardEvent, pick: (reply: CannedReply) => void): boolean {
    if (event.key === "Escape" && this.teaching) {
      this.dismiss();
      return true;
    }
    if (!this.picking) return false;
    const count = this.replies.length;
    const reply = this.replies[this.active];
    if (event.key === "ArrowDown") this.active = (this.active + 1) % count;
    else if (event.key === "ArrowUp") this.active = (this.active + count - 1) % count;
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && reply)
      pick(reply);
    else if (event.key === "Escape") this.dismiss();
    else return false;
    return true;
  }
}
