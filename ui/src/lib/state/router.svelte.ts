/** Which page is on screen. In memory: the window has no addresses. */
import type { AccountId, OrganizationId } from "$lib/ipc";

export type Page = "inbox" | "organizations" | "operators" | "settings" | "sign_in";

export interface PageParams {
  account?: AccountId;
  organization?: OrganizationId;
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
