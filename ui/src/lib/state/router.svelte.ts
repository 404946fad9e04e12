/** Which page is on screen. In memory: the window has no addresses. */
import type { AccountId, OrganizationId } from "$lib/ipc";

export type Page =
  | "inbox"
  | "organizations"
  | "operators"
  | "statistics"
  | "journal"
  | "settings"
  | "sign_in"
  | "who";

export interface PageParams {
  account?: AccountId;
  organization?: OrganizationId;
  /** A section of the settings. */
  section?: string;
}

export class Router {
  page = $state<Page>("inbox");
  params = $state.raw<PageParams>({});

  go(page: Page, params: PageParams = {}): void {
    this.page = page;
    this.params = params;
  }
}

export const router = new Router();
