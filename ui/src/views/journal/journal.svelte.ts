/** The journal as far as it was read, and what it is narrowed to. */
import { commands, errorView } from "$lib/ipc";
import type { AccountId, ErrorView, JournalLine, JournalQuery } from "$lib/ipc";
import { notices } from "$lib/state/notices.svelte";
import { m } from "$lib/paraglide/messages";
import { KIND_GROUPS } from "./words";

const ASK_AFTER = 150;

export class Journal {
  kind = $state("all");
  account = $state<AccountId | null>(null);
  /** `YYYY-MM-DD`; empty for no limit. */
  from = $state("");
  to = $state("");
  text = $state("");
  lines = $state.raw<readonly JournalLine[]>([]);
  total = $state(0);
  keepDays = $state<number | null>(null);
  phase = $state<"loading" | "ready" | "failed">("loading");
  error = $state.raw<ErrorView | null>(null);
  /** Older lines are being read. */
  reading = $state(false);
  saving = $state(false);
  #next = $state.raw<number | null>(null);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly more = $derived(this.#next !== null);
  readonly narrowed = $derived(
    this.kind !== "all" ||
      this.account !== null ||
      this.from !== "" ||
      this.to !== "" ||
      this.text.trim() !== "",
  );

  readonly query: JournalQuery = $derived.by(() => {
    const kinds = KIND_GROUPS.find(({ id }) => id === this.kind)?.kinds ?? [];
    const text = this.text.trim();
    return {
      kinds: [...kinds],
      ...(this.account === null ? {} : { account: this.account }),
      ...(this.from === "" ? {} : { from: dayBegins(this.from, 0) }),
      ...(this.to === "" ? {} : { to: dayBegins(this.to, 1) }),
      ...(text === "" ? {} : { text }),
    };
  });

  /** Reads from the newest line, a moment after the last change. */
  readSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(), ASK_AFTER);
  }

  /** Reads from the newest line. What is on screen stays until the answer is there. */
  async read(): Promise<void> {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const page = await commands.journalGet(this.query);
      if (asked !== this.#asked) return;
      this.lines = page.lines;
      this.total = page.total;
      this.#next = page.next;
      this.keepDays = page.keep_days;
      this.error = null;
      this.phase = "ready";
    } catch (cause) {
      if (asked !== this.#asked) return;
      this.error = errorView(cause);
      this.phase = "failed";
    }
  }

  /** Reads the lines before the oldest one on screen. */
  async readOlder(): Promise<void> {
    if (this.#next === null || this.reading) return;
    const asked = this.#asked;
    this.reading = true;
    try {
      const page = await commands.journalGet({ ...this.query, before: this.#next });
      if (asked !== this.#asked) return;
      this.lines = [...this.lines, ...page.lines];
      this.#next = page.next;
    } catch (cause) {
      notices.error(errorView(cause));
    } finally {
      this.reading = false;
    }
  }

  async save(): Promise<void> {
    if (this.saving) return;
    this.saving = true;
    try {
      const saved = await commands.journalSave(this.query);
      if (saved) notices.info(m.file_saved({ path: saved.path }));
    } catch (cause) {
      notices.error(errorView(cause));
    } finally {
      this.saving = false;
    }
  }

  /** The page is gone. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}

/** When a day begins here, or one some days later. */
function dayBegins(day: string, later: number): number {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).getTime();
}
