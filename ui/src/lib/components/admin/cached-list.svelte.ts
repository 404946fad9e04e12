import { errorView } from "$lib/ipc";
import type { Cached, ErrorView, Timestamp } from "$lib/ipc";

/** An answer younger than this, in milliseconds, need not be asked for again. */
const FRESH = 5000;

/** Reads a list: the last answer, or (refresh) a fresh one. */
export type Read<T> = (refresh: boolean) => Promise<Cached<T[]>>;

/**
 * A list an administrator looks at: first what is known, then what the service says now. A source
 * that was left meanwhile never writes over the one on screen.
 */
export class CachedList<T> {
  items = $state.raw<T[]>([]);
  at = $state<Timestamp | null>(null);
  error = $state.raw<ErrorView | null>(null);
  loading = $state(false);
  #read: Read<T> | null = null;
  #turn = 0;

  /** What to draw. A refresh never takes away what is there. */
  readonly phase: "idle" | "loading" | "failed" | "empty" | "ready" = $derived.by(() => {
    if (this.items.length > 0) return "ready";
    if (this.at !== null) return "empty";
    if (this.error !== null && !this.loading) return "failed";
    return this.loading ? "loading" : "idle";
  });

  /** Forgets what is there and shows another source, or none. */
  async open(read: Read<T> | null): Promise<void> {
    this.#turn += 1;
    this.#read = read;
    this.items = [];
    this.at = null;
    this.error = null;
    this.loading = read !== null;
    if (read === null) return;
    const turn = this.#turn;
    await this.#take(read, false, turn);
    if (turn !== this.#turn) return;
    // Where nothing was known, the program asked the service already.
    const asked = this.at === null ? this.error !== null : Date.now() - this.at < FRESH;
    if (asked) this.loading = false;
    else await this.refresh();
  }

  /** Asks the service. */
  async refresh(): Promise<void> {
    const read = this.#read;
    if (read === null) return;
    this.loading = true;
    const turn = this.#turn;
    await this.#take(read, true, turn);
    if (turn === this.#turn) this.loading = false;
  }

  /** Reads what the program knows by now; an answer of the service arrived. */
  async reread(): Promise<void> {
    if (this.#read !== null) await this.#take(this.#read, false, this.#turn);
  }

  /** Changes an item here, ahead of the service's next answer. */
  patch(match: (item: T) => boolean, change: (item: T) => T): void {
    this.items = this.items.map((item) => (match(item) ? change(item) : item));
  }

  async #take(read: Read<T>, refresh: boolean, turn: number): Promise<void> {
    try {
      const answer = await read(refresh);
      if (turn !== this.#turn) return;
      this.items = answer.value;
      this.at = answer.at;
      if (refresh || answer.error !== null || !this.loading) this.error = answer.error;
    } catch (cause) {
      if (turn === this.#turn) this.error = errorView(cause);
    }
  }
}
