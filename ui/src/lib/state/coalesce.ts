/** Runs something once per frame however often it is asked for; a burst of events is one read. */
export type Schedule = (run: () => void) => void;

/** Next frame, or soon where frames don't come because the window is hidden. */
export const nextFrame: Schedule = (run) => {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    run();
  };
  requestAnimationFrame(once);
  setTimeout(once, 100);
};

/**
 * The first of a burst next frame, the others so many milliseconds apart: who writes while a busy
 * company's news pour in must not wait for their keys.
 */
export function paced(gap: number, now: () => number = () => performance.now()): Schedule {
  let last = Number.NEGATIVE_INFINITY;
  return (run) => {
    const go = () =>
      nextFrame(() => {
        last = now();
        run();
      });
    const wait = last + gap - now();
    if (wait > 0) setTimeout(go, wait);
    else go();
  };
}

export function coalesce(run: () => void, schedule: Schedule = nextFrame): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    schedule(() => {
      asked = false;
      run();
    });
  };
}
