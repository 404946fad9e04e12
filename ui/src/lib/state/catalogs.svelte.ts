/** What services keep beside their chats: labels, colleagues, templates. Read when first wanted. */
import { commands } from "$lib/ipc";
import type { AccountId, AppEvent, Catalog, Label, LabelId } from "$lib/ipc";

const EMPTY: Catalog = {
  labels: [],
  colleagues: [],
  departments: [],
  quick_replies: [],
  templates: [],
  channels: [],
};

export class Catalogs {
  #known = $state.raw<ReadonlyMap<AccountId, Catalog>>(new Map());
  readonly #asked = new Set<AccountId>();

  /** What is known of an account. */
  of(account: AccountId): Catalog {
    return this.#known.get(account) ?? EMPTY;
  }

  label(account: AccountId, id: LabelId): Label {
    const known = this.of(account).labels.find((label) => label.id === id);
    return known ?? { id, name: id, color: "" };
  }

  /** Reads an account's catalog, once unless `refresh`. */
  async want(account: AccountId, refresh = false): Promise<void> {
    if (this.#asked.has(account) && !refresh) return;
    this.#asked.add(account);
    try {
      const { value } = await commands.catalogGet(account, refresh);
      this.#known = new Map(this.#known).set(account, value);
    } catch {
      // Asked again when it is next wanted; until then ids stand for names.
      this.#asked.delete(account);
    }
  }

  take(event: AppEvent): void {
    if (event.type !== "directory_changed" || !this.#asked.delete(event.account)) return;
    void this.want(event.account);
  }

  /** The accounts' ids may be others' from now on. */
  forget(): void {
    this.#asked.clear();
    this.#known = new Map();
  }
}

export const catalogs = new Catalogs();
