import { commands, errorView } from "$lib/ipc";
import type { ErrorView, ServiceDescriptor } from "$lib/ipc";

/** What a person without an account sees: the services, and the way into the demo. */
export class Welcome {
  services = $state.raw<ServiceDescriptor[]>([]);
  loading = $state(true);
  loadError = $state.raw<ErrorView | null>(null);
  starting = $state(false);
  demoError = $state.raw<ErrorView | null>(null);

  async load(): Promise<void> {
    this.loading = true;
    this.loadError = null;
    try {
      this.services = await commands.serviceList();
    } catch (cause) {
      this.loadError = errorView(cause);
    } finally {
      this.loading = false;
    }
  }

  async startDemo(): Promise<boolean> {
    if (this.starting) return false;
    this.starting = true;
    this.demoError = null;
    try {
      await commands.demoStart();
      return true;
    } catch (cause) {
      this.demoError = errorView(cause);
      return false;
    } finally {
      this.starting = false;
    }
  }
}
