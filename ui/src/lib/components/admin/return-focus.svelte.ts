import { tick } from "svelte";

/**
 * Gives the focus back to what had it before a dialog covered the page. To be called while a
 * component initialises; `covered` says whether a dialog is open.
 */
export function returnFocus(covered: () => boolean): void {
  let before: Element | null = null;
  $effect.pre(() => {
    if (covered()) {
      const active = document.activeElement;
      if (before === null && active !== document.body) before = active;
      return;
    }
    const target = before;
    before = null;
    if (target instanceof HTMLElement) {
      void tick().then(() => {
        if (target.isConnected && !target.matches(":disabled")) target.focus();
      });
    }
  });
}
