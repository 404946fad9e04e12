/** The time of day, moving every few seconds: one timer for all that says how long ago. */
const STEP = 5000;

export class Clock {
  now = $state(Date.now());

  start(): () => void {
    const timer = setInterval(() => (this.now = Date.now()), STEP);
    return () => clearInterval(timer);
  }
}

export const clock = new Clock();
