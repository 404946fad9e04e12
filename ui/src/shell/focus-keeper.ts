/** Keeps the keyboard's place when what had the focus goes away: its pane takes the focus. */
import { paneTarget } from "./panes";

function panesOf(element: Element): HTMLElement[] {
  const panes: HTMLElement[] = [];
  for (
    let pane = element.closest<HTMLElement>("[data-pane]");
    pane;
    pane = pane.parentElement?.closest<HTMLElement>("[data-pane]") ?? null
  )
    panes.push(pane);
  return panes;
}

/** Watches what lies within an element, until the returned function is called. */
export function keepFocusWithin(root: HTMLElement): () => void {
  let held: Element | null = null;
  let panes: HTMLElement[] = [];

  const take = ({ target }: FocusEvent) => {
    held = target instanceof Element ? target : null;
    panes = held === null ? [] : panesOf(held);
  };
  // Who left by themselves, for a dialog or another window, is not called back.
  const leave = () => {
    if (held?.isConnected) held = null;
  };
  const look = () => {
    if (held === null || held.isConnected || document.activeElement !== document.body) return;
    const pane = panes.find((one) => one.isConnected);
    held = null;
    if (pane) paneTarget(pane)?.focus({ preventScroll: true });
  };

  root.addEventListener("focusin", take);
  root.addEventListener("focusout", leave);
  const observer = new MutationObserver(look);
  observer.observe(root, { childList: true, subtree: true });
  return () => {
    root.removeEventListener("focusin", take);
    root.removeEventListener("focusout", leave);
    observer.disconnect();
  };
}
