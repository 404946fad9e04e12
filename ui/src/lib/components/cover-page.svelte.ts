import { onDestroy } from "svelte";

let covers = 0;

function page(): HTMLElement | null {
  return document.getElementById("app");
}

/**
 * Takes what lies behind a dialog out of reach while it is open: for the mouse, the keyboard,
 * screen readers and whoever looks a button up by its name. It is given back before the dialog
 * goes, so that the focus can return to where it came from.
 */
export function coverPage(open: () => boolean): void {
  let covering = false;
  function uncover() {
    if (!covering) return;
    covering = false;
    covers -= 1;
    if (covers === 0) page()?.removeAttribute("inert");
  }
  $effect.pre(() => {
    if (!open()) uncover();
  });
  $effect(() => {
    if (!open() || covering) return;
    covering = true;
    covers += 1;
    page()?.setAttribute("inert", "");
  });
  onDestroy(uncover);
}
