/** Lets one part of the window hand the focus to another without knowing its elements. */
type Target = "row" | "composer" | "search";

class FocusTargets {
  readonly #targets = new Map<Target, () => void>();

  /** Says how a target takes the focus, until the returned function is called. */
  register(target: Target, take: () => void): () => void {
    this.#targets.set(target, take);
    return () => {
      if (this.#targets.get(target) === take) this.#targets.delete(target);
    };
  }

  /** Whether the target was there to take it. */
  to(target: Target): boolean {
    const take = this.#targets.get(target);
    take?.();
    return take !== undefined;
  }
}

export const focus = new FocusTargets();
