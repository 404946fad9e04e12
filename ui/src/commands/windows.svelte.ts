/** The two windows over the page that commands open: the palette and the shortcut sheet. */
import type { Place } from "../views/inbox/state/desk";

class Windows {
  open = $state.raw<"palette" | "sheet" | null>(null);
  /** Where the focus was when the palette opened: its commands act there. */
  from: Place = "elsewhere";

  palette(from: Place): void {
    this.from = from;
    this.open = "palette";
  }

  sheet(): void {
    this.open = "sheet";
  }

  close(): void {
    this.open = null;
  }
}

export const windows = new Windows();
