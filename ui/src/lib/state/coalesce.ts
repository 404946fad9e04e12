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
