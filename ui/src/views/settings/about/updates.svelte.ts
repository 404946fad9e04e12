import { commands, errorView } from "$lib/ipc";
import type { ErrorView, UpdateState } from "$lib/ipc";

/** Newer versions: what is known of them, asking, installing. */
export class Updates {
  state = $state.raw<UpdateState | null>(null);
  busy = $state(false);
  /** Somebody asked, and there is nothing newer. */
  upToDate = $state(false);
  error = $state.raw<ErrorView | null>(null);

  /** What is known already. Asks nobody. */
  async read(): Promise<void> {
    await this.#attempt(async () => {
      this.state = await commands.updateState();
    });
  }

  async check(): Promise<void> {
    await this.#attempt(async () => {
      this.state = await commands.updateCheck();
      this.upToDate = this.state.version === null;
    });
  }

  async install(): Promise<void> {
    await this.#attempt(async () => void (await commands.updateInstall()));
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.upToDate = false;
    this.error = null;
    try {
      await work();
    } catch (cause) {
      this.error = errorView(cause);
    } finally {
      this.busy = false;
    }
  }
}
