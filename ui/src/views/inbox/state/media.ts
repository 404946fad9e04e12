/** Photos as addresses the window may show. Few are kept; the oldest go first. */
import { commands } from "$lib/ipc";
import type { ChatId } from "$lib/ipc";

const KEPT = 80;

export class Media {
  readonly #urls = new Map<string, Promise<string>>();

  url(chat: ChatId, key: string, index: number, mime: string | null): Promise<string> {
    const id = `${chat} ${key} ${index}`;
    const known = this.#urls.get(id);
    if (known) {
      this.#urls.delete(id);
      this.#urls.set(id, known);
      return known;
    }
    const made = commands
      .mediaGet(chat, key, index)
      .then((bytes) => URL.createObjectURL(new Blob([bytes], mime === null ? {} : { type: mime })));
    this.#urls.set(id, made);
    made.catch(() => this.#urls.delete(id));
    this.#trim();
    return made;
  }

  #trim(): void {
    for (const [id, url] of this.#urls) {
      if (this.#urls.size <= KEPT) return;
      this.#urls.delete(id);
      void url.then((address) => URL.revokeObjectURL(address)).catch(() => undefined);
    }
  }
}

export const media = new Media();
