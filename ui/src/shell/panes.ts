/** Moves the focus from pane to pane. */

const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** What takes the focus when a pane is gone to. */
export function paneTarget(pane: HTMLElement): HTMLElement | null {
  return (
    pane.querySelector<HTMLElement>('[role="option"][tabindex="0"]') ??
    pane.querySelector<HTMLElement>('[aria-current="page"]') ??
    pane.querySelector<HTMLElement>("[data-pane-focus]") ??
    pane.querySelector<HTMLElement>(FOCUSABLE)
  );
}

export function nextPane(by: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>("[data-pane]")].filter(
    (pane) => pane.offsetParent !== null,
  );
  // The innermost pane that holds the focus: the box to write in lies within the conversation.
  const here = panes.findLastIndex((pane) => pane.contains(document.activeElement));
  for (let step = 1; step <= panes.length; step += 1) {
    const pane = panes[(here + by * step + panes.length * 2) % panes.length];
    const next = pane ? paneTarget(pane) : null;
    if (next) {
      next.focus();
      return;
    }
  }
}
