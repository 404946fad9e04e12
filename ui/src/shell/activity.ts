/** Tells the program that the person is there, so that the window does not lock under their hands. */
import { commands } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";

/** Between two tellings; the shortest time after which it locks is a minute. */
const EVERY = 10_000;

let told = Number.NEGATIVE_INFINITY;

/** A key, a click or a movement in the window. */
export function stirred(now: number = performance.now()): void {
  if (!app.lock.set || now - told < EVERY) return;
  told = now;
  // One that is lost is made up for by the next.
  void commands.lockDefer().catch(() => undefined);
}
