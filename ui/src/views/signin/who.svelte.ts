import { commands, errorView } from "$lib/ipc";
import type { AccountView, Colleague, ErrorView, OperatorId } from "$lib/ipc";
import { matches } from "$lib/components/admin/order";

/** The person says who of the colleagues they are, where the service can't tell. */
export class WhoAreYou {
  readonly account: AccountView;
  colleagues = $state.raw<readonly Colleague[]>([]);
  loading = $state(false);
  /** Why the list can't be read. */
  loadError = $state.raw<ErrorView | null>(null);
  search = $state("");
  chosen = $state<OperatorId | null>(null);
  busy = $state(false);
  /** Why the choice was not kept. */
  error = $state.raw<ErrorView | null>(null);

  constructor(account: AccountView) {
    this.account = account;
    this.chosen = account.working_as?.id ?? null;
  }

  readonly found: readonly Colleague[] = $derived(
    this.colleagues.filter((one) => matches(this.search, one.name, one.email ?? "")),
  );

  readonly me: Colleague | null = $derived(
    this.colleagues.find((one) => one.id === this.chosen) ?? null,
  );

  /** Reads who there is; from the service if nobody is known here. */
  async load(refresh = false): Promise<void> {
    this.loading = true;
    this.loadError = null;
    try {
      const { value, error } = await commands.catalogGet(this.account.id, refresh);
      this.colleagues = value.colleagues;
      this.loadError = value.colleagues.length === 0 ? error : null;
    } catch (cause) {
      this.loadError = errorView(cause);
    } finally {
      this.loading = false;
    }
  }

  /** Whether the choice was kept. */
  async save(): Promise<boolean> {
    if (this.me === null || this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      const { id, name } = this.me;
      await commands.accountWorkAs(this.account.id, { id, name });
      return true;
    } catch (cause) {
      this.error = errorView(cause);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
