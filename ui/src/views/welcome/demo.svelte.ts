import { commands, errorView } from "$lib/ipc";
import type { ErrorView } from "$lib/ipc";

/** Leaving the demo. */
export class Demo {
  leaving = $state(false);
  error = $state.raw<ErrorView | null>(null);

  async leave(): Promise<boolean> {
    if (this.leaving) return false;
    this.leaving = true;
    this.error = null;
    try {
      await commands.demoStop();
      return true;
    } catch (cause) {
      this.error = errorView(cause);
      return false;
    } finally {
      this.leaving = false;
    }
  }
}
