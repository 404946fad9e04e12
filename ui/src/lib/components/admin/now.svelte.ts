/** The time as the screen shows it, moving on by itself while somebody looks. */
export class Now {
  value = $state(Date.now());

  /** Moves on every so many milliseconds until the returned function is called. */
  start(every: number): () => void {
    this.value = Date.now();
    const timer = setInterval(() => {
      this.value = Date.now();
    }, every);
    return () => clearInterval(timer);
  }
}
