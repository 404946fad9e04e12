/** Photos as addresses the window may show. Few are kept; the oldest go first. */
import { commands, errorView } from "$lib/ipc";
import type { ChatId } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";
import { notices } from "$lib/state/notices.svelte";

const KEPT = 32;

/** A photo that is looked at in full. */
export interface ShownPhoto {
  name: string;
  mime: string | null;
  chat: ChatId;
  /** Its message's, and which of that message's files it is. */
  key: string;
  index: number;
}

/** Saves a file of a message where the system keeps downloads, and says where it went. */
export async function saveMedia(chat: ChatId, key: string, index: number): Promise<void> {
  try {
    notices.info(m.file_saved({ path: await commands.mediaSave(chat, key, index) }));
  } catch (cause) {
    notices.error(errorView(cause));
  }
}

export class Media {
  readonly #urls = new Map<string, Promise<string>>();

  /**
   * A photo's address; empty for one so large that it is shown only when the person `asked` for it.
   */
  url(
    chat: ChatId,
    key: string,
    index: number,
    mime: string | null,
    asked = false,
  ): Promise<string> {
    const id = `${chat} ${key} ${index} ${asked}`;
    const known = this.#urls.get(id);
    if (known) {
      this.#urls.delete(id);
      this.#urls.set(id, known);
      return known;
    }
    const made = commands
      .mediaGet(chat, key, index, asked)
      .then((bytes) =>
        bytes.byteLength
          ? URL.createObjectURL(new Blob([bytes], mime === null ? {} : { type: mime }))
          : "",
      );
    this.#urls.set(id, made);
    made.catch(() => this.#urls.delete(id));
    this.#trim();
    return made;
  }

  /** Nothing stays: the same ids may be other photos from now on. */
  forget(): void {
    for (const url of this.#urls.values())
      void url.then((address) => URL.revokeObjectURL(address)).catch(() => undefined);
    this.#urls.clear();
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
