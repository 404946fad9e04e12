/** Says new messages of the open chat to screen readers, merged when they come thickly. */
import { messageInWords } from "$lib/format/words";
import type { MessageView } from "$lib/ipc";
import { m } from "$lib/paraglide/messages";

const WINDOW = 5000;
const MOST = 3;

export class Announcer {
  /** What the hidden polite region holds. */
  text = $state("");

  #times: number[] = [];
  #unsaid = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly now: () => number = Date.now) {}

  say(messages: readonly MessageView[]): void {
    const now = this.now();
    this.#times = this.#times.filter((at) => now - at < WINDOW);
    this.#times.push(...messages.map(() => now));
    if (this.#times.length <= MOST) {
      this.text = messages.map(messageInWords).join("\n");
      return;
    }
    this.#unsaid += messages.length;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.text = m.announce_many({ count: this.#unsaid });
      this.#unsaid = 0;
    }, WINDOW);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#times = [];
    this.#unsaid = 0;
    this.text = "";
  }
}
