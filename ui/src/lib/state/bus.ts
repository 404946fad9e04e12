/** Hands the program's events to whoever is on screen. */
import type { AppEvent } from "$lib/ipc";

type Handler = (event: AppEvent) => void;

export class EventBus {
  readonly #handlers = new Set<Handler>();

  /** Calls back with every event until the returned function is called. */
  subscribe(handler: Handler): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  emit(event: AppEvent): void {
    for (const handler of [...this.#handlers]) handler(event);
  }
}

export const bus = new EventBus();
