import { commands } from "$lib/ipc";
import type { AccountId, AppEvent, Organization } from "$lib/ipc";
import { CachedList } from "$lib/components/admin/cached-list.svelte";
import { compareText, matches, turned } from "$lib/components/admin/order";
import type { Order } from "$lib/components/admin/order";

export type OrganizationColumn = "name" | "id";

/** The organizations of one account. */
export class Organizations {
  account = $state<AccountId | null>(null);
  query = $state("");
  order = $state.raw<Order<OrganizationColumn>>({ column: "name", descending: false });
  readonly list = new CachedList<Organization>();

  readonly rows: Organization[] = $derived.by(() => {
    const found = this.list.items.filter((one) => matches(this.query, one.name, one.id));
    const { column, descending } = this.order;
    const sorted = found.sort((a, b) => compareText(a[column], b[column]));
    return descending ? sorted.reverse() : sorted;
  });

  async show(account: AccountId | null): Promise<void> {
    if (account === this.account) return;
    this.account = account;
    await this.list.open(
      account === null ? null : (refresh) => commands.organizationList(account, refresh),
    );
  }

  sort(column: OrganizationColumn): void {
    this.order = turned(this.order, column);
  }

  /** Takes up a fresh answer that arrived for this account. */
  async hear(event: AppEvent): Promise<void> {
    if (event.type === "directory_changed" && event.account === this.account) {
      await this.list.reread();
    }
  }
}
