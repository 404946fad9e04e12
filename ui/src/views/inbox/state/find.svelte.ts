/** Looking for words in the open chat: the matches, and which one is on screen. */
import type { ChatId } from "$lib/ipc";
import { Hits, type ReadHits } from "./hits.svelte";

export class FindInChat {
  readonly found: Hits;
  /** Which match is shown, from the newest on; -1 while there is none. */
  at = $state(-1);
  text = $state("");

  readonly #chat: ChatId;
  readonly #show: (key: string | null) => void;

  constructor(chat: ChatId, read: ReadHits, show: (key: string | null) => void) {
    this.#chat = chat;
    this.#show = show;
    this.found = new Hits(read);
  }

  async look(text: string): Promise<void> {
    this.text = text;
    await this.found.look({ filter: { text: text.trim() }, chat: this.#chat });
    if (this.text !== text) return;
    this.at = -1;
    await this.step(1);
  }

  /** Goes to an older match (1) or a newer one (-1). */
  async step(by: 1 | -1): Promise<void> {
    const to = this.at + by;
    if (to >= this.found.hits.length) await this.found.more();
    const hit = this.found.hits[to];
    if (hit === undefined) return;
    this.at = to;
    this.#show(hit.key);
  }
}
