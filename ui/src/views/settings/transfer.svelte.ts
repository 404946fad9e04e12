/** Carrying settings elsewhere: a file that is written, and one that is read in two steps. */
import { commands, errorView } from "$lib/ipc";
import type { ErrorView, ImportChanges, ImportRefusal } from "$lib/ipc";

/** A file that was read, and what it would change. */
export interface Offer {
  name: string;
  text: string;
  changes: ImportChanges;
}

export type Outcome =
  | { what: "exported"; path: string }
  | { what: "imported" | "same"; name: string }
  | { what: "refused"; name: string; why: ImportRefusal }
  | { what: "failed"; doing: "export" | "import"; error: ErrorView };

/** Longest file that is looked at; ours are far shorter. */
const LONGEST = 2 * 1024 * 1024;

/** Whether something would become different. */
export function changesAnything(changes: ImportChanges): boolean {
  return (
    changes.settings.length +
      changes.keys.length +
      changes.canned_new.length +
      changes.canned_changed.length +
      changes.views_new.length +
      changes.views_changed.length >
    0
  );
}

export class Transfer {
  busy = $state(false);
  outcome = $state.raw<Outcome | null>(null);
  /** What is asked before anything changes. */
  offer = $state.raw<Offer | null>(null);

  export(): Promise<void> {
    return this.#attempt("export", async () => {
      const path = await commands.settingsExport();
      if (path !== null) this.outcome = { what: "exported", path };
    });
  }

  /** Looks at a file. Nothing changes yet. */
  read(file: File): Promise<void> {
    return this.#attempt("import", async () => {
      const { name } = file;
      if (file.size > LONGEST) {
        this.outcome = { what: "refused", name, why: "foreign" };
        return;
      }
      const text = await file.text();
      const answer = await commands.settingsImport(text, false);
      if (answer.import === "refused") {
        this.outcome = { what: "refused", name, why: answer.why };
        return;
      }
      const { changes } = answer;
      const worthTelling = changes.unknown.length + changes.left_out.length > 0;
      if (changesAnything(changes) || worthTelling) this.offer = { name, text, changes };
      else this.outcome = { what: "same", name };
    });
  }

  /** Changes what was offered. */
  take(): Promise<void> {
    const { offer } = this;
    if (offer === null) return Promise.resolve();
    return this.#attempt("import", async () => {
      try {
        await commands.settingsImport(offer.text, true);
        this.outcome = { what: "imported", name: offer.name };
      } finally {
        this.offer = null;
      }
    });
  }

  async #attempt(doing: "export" | "import", work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.outcome = null;
    try {
      await work();
    } catch (cause) {
      this.outcome = { what: "failed", doing, error: errorView(cause) };
    } finally {
      this.busy = false;
    }
  }
}
