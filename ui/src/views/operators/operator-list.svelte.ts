import { commands, errorView } from "$lib/ipc";
import type {
  AccountId,
  AppEvent,
  ErrorView,
  Operator,
  OperatorId,
  OperatorStatus,
  Organization,
  OrganizationId,
} from "$lib/ipc";
import { CachedList } from "$lib/components/admin/cached-list.svelte";
import { compareText, matches, turned } from "$lib/components/admin/order";
import type { Order } from "$lib/components/admin/order";

export type OperatorColumn = "name" | "id" | "status";

/** `other` stands for statuses the service has and we don't know. */
export type StatusFilter = "all" | "active" | "inactive" | "deleted";

/** What can be done to an operator. */
export type OperatorAction =
  "activate" | "deactivate" | "delete" | "restore" | "issue_token" | "work_as";

/** An act that failed, and on whom. */
export interface ActFailure {
  act: "status" | "work_as" | "stop_working";
  name: string;
  error: ErrorView;
}

const RANK: Record<string, number> = { active: 0, inactive: 1, deleted: 3 };

function statusRank(status: OperatorStatus): number {
  return RANK[status] ?? 2;
}

/** What can be done to an operator of this status, in the order of the menu. */
export function actionsFor(status: OperatorStatus): OperatorAction[] {
  switch (status) {
    case "active":
      return ["work_as", "issue_token", "deactivate", "delete"];
    case "inactive":
      return ["activate", "delete"];
    case "deleted":
      return ["restore"];
    default:
      return ["activate", "deactivate", "delete"];
  }
}

/** The operators of one organization of one account, and what is done to them. */
export class Operators {
  account = $state<AccountId | null>(null);
  organization = $state<OrganizationId | null>(null);
  query = $state("");
  status = $state<StatusFilter>("all");
  order = $state.raw<Order<OperatorColumn>>({ column: "name", descending: false });
  failure = $state.raw<ActFailure | null>(null);
  readonly organizations = new CachedList<Organization>();
  readonly list = new CachedList<Operator>();
  #busy = $state.raw<ReadonlySet<OperatorId>>(new Set());

  readonly rows: Operator[] = $derived.by(() => {
    const found = this.list.items.filter(
      (one) =>
        (this.status === "all" || one.status === this.status) &&
        matches(this.query, one.name, one.id),
    );
    const { column, descending } = this.order;
    const sorted = found.sort((a, b) => {
      const first =
        column === "status"
          ? statusRank(a.status) - statusRank(b.status)
          : compareText(a[column], b[column]);
      return first === 0 ? compareText(a.name, b.name) : first;
    });
    return descending ? sorted.reverse() : sorted;
  });

  /** How many operators each choice of the status filter would show. */
  readonly counts: Record<StatusFilter, number> = $derived.by(() => {
    const count = (status: OperatorStatus) =>
      this.list.items.filter((one) => one.status === status).length;
    return {
      all: this.list.items.length,
      active: count("active"),
      inactive: count("inactive"),
      deleted: count("deleted"),
    };
  });

  /** The organizations by name, as the picker lists them. */
  readonly choices: Organization[] = $derived(
    [...this.organizations.items].sort((a, b) => compareText(a.name, b.name)),
  );

  readonly chosen: Organization | null = $derived(
    this.organizations.items.find((one) => one.id === this.organization) ?? null,
  );

  /** Shows an account's operators; the only organization is chosen without a question. */
  async show(account: AccountId | null, organization: OrganizationId | null = null): Promise<void> {
    if (account !== this.account) {
      this.account = account;
      this.organization = null;
      this.failure = null;
      void this.list.open(null);
      const reading = this.organizations.open(
        account === null ? null : (refresh) => commands.organizationList(account, refresh),
      );
      if (organization === null) await reading;
      else void reading;
    }
    if (account !== this.account) return;
    const [only, second] = this.organizations.items;
    const wanted = organization ?? this.organization ?? (second ? null : (only?.id ?? null));
    if (wanted !== null) await this.choose(wanted);
  }

  async choose(organization: OrganizationId | null): Promise<void> {
    const account = this.account;
    if (organization === this.organization) return;
    this.organization = organization;
    this.failure = null;
    await this.list.open(
      account === null || organization === null
        ? null
        : (refresh) => commands.operatorList(account, organization, refresh),
    );
  }

  sort(column: OperatorColumn): void {
    this.order = turned(this.order, column);
  }

  isBusy(operator: OperatorId): boolean {
    return this.#busy.has(operator);
  }

  /** Changes whether an operator can work, and reads the list again. */
  async setStatus(operator: Operator, status: OperatorStatus): Promise<boolean> {
    const account = this.account;
    if (account === null) return false;
    const done = await this.#act("status", operator, () =>
      commands.operatorSetStatus(account, operator.id, status),
    );
    if (done) {
      this.list.patch(
        (one) => one.id === operator.id,
        (one) => ({ ...one, status }),
      );
      void this.list.refresh();
    }
    return done;
  }

  async workAs(operator: Operator): Promise<boolean> {
    const account = this.account;
    if (account === null) return false;
    return this.#act("work_as", operator, () =>
      commands.accountWorkAs(account, { id: operator.id, name: operator.name }),
    );
  }

  async stopWorking(operator: { id: OperatorId; name: string }): Promise<boolean> {
    const account = this.account;
    if (account === null) return false;
    return this.#act("stop_working", operator, () => commands.accountWorkAs(account, null));
  }

  async hear(event: AppEvent): Promise<void> {
    if (event.type !== "directory_changed" || event.account !== this.account) return;
    await Promise.all([this.organizations.reread(), this.list.reread()]);
  }

  async #act(
    act: ActFailure["act"],
    { id, name }: { id: OperatorId; name: string },
    send: () => Promise<void>,
  ): Promise<boolean> {
    if (this.#busy.has(id)) return false;
    this.#busy = new Set([...this.#busy, id]);
    this.failure = null;
    try {
      await send();
      return true;
    } catch (cause) {
      this.failure = { act, name, error: errorView(cause) };
      return false;
    } finally {
      this.#busy = new Set([...this.#busy].filter((one) => one !== id));
    }
  }
}
