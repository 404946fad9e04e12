/** The window's one key handler: which command a key press means, and its run. */
import { app } from "$lib/state/app.svelte";
import { isMac, isTyping } from "./chord";
import { commandFor } from "./keymap";
import { placeNow, run } from "./table";

/** What lies over the page has its own keys. */
const COVERS =
  '[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]:not([data-chats])';

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector(COVERS)) return;
  const place = placeNow();
  const command = commandFor(event, place, isTyping(event.target), app.settings, isMac);
  if (command === null) return;
  event.preventDefault();
  run(command, place);
}
