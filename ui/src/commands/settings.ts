/** Settings that a command changes in passing. */
import { commands, errorView } from "$lib/ipc";
import type { Settings } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { clock } from "$lib/state/clock.svelte";
import { notices } from "$lib/state/notices.svelte";
import { m } from "$lib/paraglide/messages";
import { quietUntilTomorrow } from "../views/settings/quiet";

/** Changes some settings on top of those that are saved; whether it was kept. */
export async function changeSettings(
  change: (now: Settings) => Partial<Settings>,
): Promise<boolean> {
  try {
    const now = await commands.settingsGet();
    const next = { ...now, ...change(now) };
    await commands.settingsSet(next);
    app.settings = next;
    return true;
  } catch (cause) {
    notices.error(errorView(cause));
    return false;
  }
}

/** Whether notifications are silent at the person's wish. */
export function quietNow(): boolean {
  return app.settings.quiet_until !== null && app.settings.quiet_until > clock.now;
}

/** No notifications until tomorrow morning, or again from now on. */
export async function toggleQuiet(): Promise<void> {
  const on = !quietNow();
  const quiet_until = on ? quietUntilTomorrow(Date.now()) : null;
  if (await changeSettings(() => ({ quiet_until })))
    notices.info(on ? m.quiet_began() : m.quiet_ended());
}
