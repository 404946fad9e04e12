/** Names of organizations and operators for the filter, where an account can list them. */
import { can } from "$lib/abilities";
import { commands } from "$lib/ipc";
import type { AccountView, Operator, OperatorId, Organization, OrganizationId } from "$lib/ipc";

export class Directory {
  organizations = $state.raw<readonly Organization[]>([]);
  operators = $state.raw<readonly Operator[]>([]);
  #asked = "";

  /** Reads what is stored; never goes to the service for a filter's sake. */
  async load(account: AccountView | undefined, organization: OrganizationId | undefined) {
    const asked = `${account?.id ?? ""} ${organization ?? ""}`;
    if (asked === this.#asked || !account) return;
    this.#asked = asked;
    try {
      if (can(account, "organizations"))
        this.organizations = (await commands.organizationList(account.id, false)).value;
      this.operators =
        can(account, "operators") && organization !== undefined
          ? (await commands.operatorList(account.id, organization, false)).value
          : [];
    } catch {
      // The filter then takes ids instead of names.
      this.#asked = "";
    }
  }

  organizationName(id: OrganizationId): string {
    return this.organizations.find((organization) => organization.id === id)?.name ?? id;
  }

  operatorName(id: OperatorId): string {
    return this.operators.find((operator) => operator.id === id)?.name ?? id;
  }
}
