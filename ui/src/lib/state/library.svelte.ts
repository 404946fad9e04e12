/** What a person keeps: canned replies and saved views. One instance. */
import { commands, errorView } from "$lib/ipc";
import type { Library, LibraryChange } from "$lib/ipc";
import { notices } from "./notices.svelte";

export class LibraryState {
  value = $state.raw<Library>({ canned: [], views: [] });

  async load(): Promise<void> {
    try {
      this.value = await commands.libraryGet();
    } catch {
      // What was read before stays; a change that fails is told.
    }
  }

  /** Whether the change was kept. */
  async save(change: LibraryChange): Promise<boolean> {
    try {
      this.value = await commands.librarySave(change);
      return true;
    } catch (cause) {
      notices.error(errorView(cause));
      return false;
    }
  }
}

export const library = new LibraryState();
