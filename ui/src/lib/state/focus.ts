/** Lets one part of the window call on another without knowing its elements. */
class Calls<Name> {
  readonly #calls = new Map<Name, () => void>();

  /** Says how a call is answered, until the returned function is called. */
  register(name: Name, take: () => void): () => void {
    this.#calls.set(name, take);
    return () => {
      if (this.#calls.get(name) === take) this.#calls.delete(name);
    };
  }

  has(name: Name): boolean {
    return this.#calls.has(name);
  }

  /** Whether it was there to answer. */
  to(name: Name): boolean {
    const take = this.#calls.get(name);
    take?.();
    return take !== undefined;
  }
}

/** Who takes the focus. */
export const focus = new Calls<"row" | "composer" | "search" | "chat_search" | "page_search">();

/** What parts on screen do when they are asked to. */
export const deeds = new Calls<"attach" | "send_close" | "find_in_chat" | "emoji">();
