/** Locking the window by hand. */
import { commands, errorView } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { notices } from "$lib/state/notices.svelte";
import { router } from "$lib/state/router.svelte";
import { inbox } from "../views/inbox/state/inbox.svelte";

/** Locks, with what is being written on disk; without a passphrase it leads to where one is set. */
export async function lockWindow(): Promise<void> {
  if (!app.lock.set) {
    router.go("settings", { section: "lock" });
    return;
  }
  try {
    await inbox.draft?.flush();
    await commands.lock();
    await app.reload();
  } catch (cause) {
    notices.error(errorView(cause));
  }
}
