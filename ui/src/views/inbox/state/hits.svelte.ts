/** Messages that match what is looked for, newest first, page after page. */
import { errorView } from "$lib/ipc";
import type { ErrorView, MessageHit, MessageHits, MessageQuery } from "$lib/ipc";

export type ReadHits = (query: MessageQuery) => Promise<MessageHits>;

const PAGE = 30;

export class Hits {
  hits = $state.raw<readonly MessageHit[]>([]);
  /** Whether the present query was answered. */
  ready = $state(false);
  error = $state.raw<ErrorView | null>(null);
  /** Where to go on; `null` after the last page. */
  next = $state<string | null>(null);

  readonly #read: ReadHits;
  #query: MessageQuery | null = null;
  #generation = 0;
  #reading = false;

  constructor(read: ReadHits) {
    this.#read = read;
  }

  /** Looks for something else; the old hits stay until the new ones are there. */
  async look(query: MessageQuery): Promise<void> {
    if (JSON.stringify(query) === JSON.stringify(this.#query) && this.error === null) return;
    this.#query = query;
    this.#generation += 1;
    this.ready = false;
    this.error = null;
    this.next = null;
    if ((query.filter.text ?? "").trim() === "") {
      this.hits = [];
      this.ready = true;
      return;
    }
    await this.#page(query, this.#generation, null);
  }

  /** Reads the next page, if there is one and none is being read. */
  async more(): Promise<void> {
    if (this.#query === null || this.next === null || this.#reading) return;
    await this.#page(this.#query, this.#generation, this.next);
  }

  /** Looks again after an error. */
  async again(): Promise<void> {
    const query = this.#query;
    if (query === null) return;
    this.#query = null;
    await this.look(query);
  }

  async #page(query: MessageQuery, generation: number, after: string | null): Promise<void> {
    this.#reading = true;
    try {
      const page = await this.#read({ ...query, limit: PAGE, ...(after !== null && { after }) });
      if (generation !== this.#generation) return;
      this.hits = after === null ? page.hits : [...this.hits, ...page.hits];
      this.next = page.next;
      this.ready = true;
    } catch (cause) {
      if (generation === this.#generation) this.error = errorView(cause);
    } finally {
      if (generation === this.#generation) this.#reading = false;
    }
  }
}
