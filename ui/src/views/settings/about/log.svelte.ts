import { commands, errorView } from "$lib/ipc";
import type { ErrorView, LogLevel, LogPage } from "$lib/ipc";

/** Levels to choose from, the fewest lines first. */
export const levels: readonly LogLevel[] = ["error", "warn", "info", "debug", "trace"];

/** The log as it is looked at: the newest lines of a level, with some words in them. */
export class Log {
  level = $state<LogLevel>("info");
  text = $state("");
  page = $state.raw<LogPage | null>(null);
  error = $state.raw<ErrorView | null>(null);
  #asked = 0;

  async read(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const page = await commands.logRead(this.level, this.text.trim());
      // What was asked since is what the person wants to see.
      if (asked !== this.#asked) return;
      this.page = page;
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = errorView(cause);
    }
  }

  /** What is shown, as one text. */
  get whole(): string {
    return (this.page?.lines ?? []).map((line) => `${line.text}\n`).join("");
  }
}
