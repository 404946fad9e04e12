import { commands, errorView } from "$lib/ipc";
import type { ErrorView } from "$lib/ipc";

/** Sending a notification to see whether the system lets it through. */
export class NotificationTest {
  busy = $state(false);
  sent = $state(false);
  error = $state.raw<ErrorView | null>(null);

  async send(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.sent = false;
    this.error = null;
    try {
      await commands.notificationTest();
      this.sent = true;
    } catch (cause) {
      this.error = errorView(cause);
    } finally {
      this.busy = false;
    }
  }
}
