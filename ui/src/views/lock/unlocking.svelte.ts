/** Opening the lock: a passphrase, what came of it, and how long no try counts. */
import { commands, errorView } from "$lib/ipc";
import type { ErrorView } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";

export class Unlocking {
  passphrase = $state("");
  busy = $state(false);
  wrong = $state(false);
  /** Something else than a wrong passphrase. */
  error = $state.raw<ErrorView | null>(null);

  /** Milliseconds in which no try counts. */
  left(now: number): number {
    return Math.max(0, (app.lock.wait_until ?? 0) - now);
  }

  async unlock(): Promise<void> {
    if (this.busy || this.passphrase === "") return;
    this.busy = true;
    this.wrong = false;
    this.error = null;
    try {
      await commands.unlock(this.passphrase);
      this.passphrase = "";
    } catch (cause) {
      const error = errorView(cause);
      if (error.code === "unauthorized") {
        this.wrong = true;
        this.passphrase = "";
      } else if (error.code !== "rate_limited") this.error = error;
    } finally {
      await app.reload();
      this.busy = false;
    }
  }
}
