import { commands, errorView } from "$lib/ipc";
import type { ErrorView, Settings } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

/** What keeps real notifications away at this time, in words; a test comes through all of it. */
export function hushedBy(settings: Settings, now: Date): string[] {
  const { quiet_until, quiet_hours_from: from, quiet_hours_to: to } = settings;
  const minute = now.getHours() * 60 + now.getMinutes();
  const within =
    from !== null && to !== null && from !== to
      ? from < to
        ? minute >= from && minute < to
        : minute >= from || minute < to
      : false;
  return [
    ...(settings.notifications === "none" ? [m.set_test_hush_scope()] : []),
    ...(quiet_until !== null && quiet_until > now.getTime() ? [m.set_test_hush_dnd()] : []),
    ...(within ? [m.set_test_hush_hours()] : []),
  ];
}

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
