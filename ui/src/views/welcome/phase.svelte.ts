import { commands, errorView } from "$lib/ipc";
import type { ErrorView } from "$lib/ipc";

export type Way = "retry" | "run_only" | "start_over";

const ways: Record<Way, () => Promise<void>> = {
  retry: commands.appRetry,
  run_only: commands.appThisRunOnly,
  start_over: commands.appStartOver,
};

/** The ways on from a program that could not open. */
export class WaysOn {
  busy = $state<Way | null>(null);
  error = $state.raw<ErrorView | null>(null);

  async take(way: Way): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = way;
    this.error = null;
    try {
      await ways[way]();
      return true;
    } catch (cause) {
      this.error = errorView(cause);
      return false;
    } finally {
      this.busy = null;
    }
  }
}
