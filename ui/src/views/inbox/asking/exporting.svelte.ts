/** Chats on their way into a file. */
import { commands, errorView } from "$lib/ipc";
import type { ActTarget, AppEvent, ExportFormat, JobId } from "$lib/ipc";
import { notices } from "$lib/state/notices.svelte";
import { m } from "$lib/paraglide/messages";

export class Exporting {
  format = $state<ExportFormat>("html");
  /** Asking where to save, or writing. */
  running = $state(false);
  /** How far the writing has come; `null` before it began. */
  progress = $state.raw<{ done: number; total: number } | null>(null);
  #job: JobId | null = null;

  constructor(private readonly target: ActTarget) {}

  /** Asks for a place and writes; whether there is a file now. */
  async run(): Promise<boolean> {
    if (this.running) return false;
    this.running = true;
    // Far from the numbers that the program itself gives to jobs.
    const job = (this.#job = Math.floor(Math.random() * 2 ** 40) + 2 ** 40);
    try {
      const { target, format } = this;
      const saved = await commands.chatsExport({ target, format, job });
      if (saved) notices.info(m.export_done({ count: saved.chats, name: saved.path }));
      return saved !== null;
    } catch (cause) {
      notices.error(errorView(cause));
      return false;
    } finally {
      this.running = false;
      this.progress = null;
      this.#job = null;
    }
  }

  hear(event: AppEvent): void {
    if (event.type !== "job_progress" || event.job !== this.#job) return;
    this.progress = { done: event.done, total: event.total };
  }

  /** Ends the writing; nothing is left of the file. */
  end(): void {
    if (this.#job === null) return;
    commands.jobEnd(this.#job).catch((cause: unknown) => notices.error(errorView(cause)));
  }
}
