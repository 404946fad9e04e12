/** Setting, changing and taking away the passphrase of the lock. */
import { commands, errorView } from "$lib/ipc";
import type { ErrorView } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";

/** Shortest passphrase that is taken, in characters. */
export const SHORTEST = 8;

export type Task = "set" | "change" | "remove";

export class PassphraseForm {
  readonly task: Task;
  current = $state("");
  next = $state("");
  again = $state("");
  busy = $state(false);
  /** What is wrong with what was typed; shown once it was sent. */
  problem = $state<"short" | "differs" | "wrong" | null>(null);
  /** Something else that went wrong. */
  error = $state.raw<ErrorView | null>(null);

  constructor(task: Task) {
    this.task = task;
  }

  /** Whether everything is filled in. */
  readonly ready = $derived.by(
    () =>
      (this.task === "set" || this.current !== "") &&
      (this.task === "remove" || (this.next !== "" && this.again !== "")),
  );

  /** Whether it was done. */
  async save(): Promise<boolean> {
    this.problem = this.#problem();
    if (this.problem !== null || this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      await commands.passphraseSet(this.current, this.task === "remove" ? null : this.next);
      return true;
    } catch (cause) {
      const error = errorView(cause);
      if (error.code === "unauthorized") this.problem = "wrong";
      else this.error = error;
      return false;
    } finally {
      await app.reload();
      this.busy = false;
    }
  }

  #problem(): "short" | "differs" | null {
    if (this.task === "remove") return null;
    if (Array.from(this.next).length < SHORTEST) return "short";
    return this.next === this.again ? null : "differs";
  }
}
