/** What the palette offers for what was typed: commands, views, accounts, and chats by name. */
import { computeCommandScore } from "bits-ui";
import { commands } from "$lib/ipc";
import type { AccountView, ChatRow } from "$lib/ipc";
import { chatTitle } from "$lib/format/words";
import { accountOf, app } from "$lib/state/app.svelte";
import { library } from "$lib/state/library.svelte";
import { router } from "$lib/state/router.svelte";
import { m } from "$lib/paraglide/messages";
import { desk, type Place } from "../views/inbox/state/desk";
import { inbox } from "../views/inbox/state/inbox.svelte";
import type { Chord } from "./chord";
import { keysOf } from "./keymap";
import { COMMANDS, run, type Command } from "./table";

export interface Offer {
  id: string;
  name: string;
  /** What tells it from others of the same name. */
  detail: string | null;
  keys: readonly Chord[];
  run: () => void;
}

export interface OfferGroup {
  name: string;
  offers: Offer[];
}

const ASK_AFTER = 120;
const CHATS = 8;
const VIEW = /^view_(\d)$/;

export class Palette {
  query = $state("");
  /** Which offer the arrows stand on. */
  active = $state(0);
  #chats = $state.raw<readonly ChatRow[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  readonly groups: OfferGroup[] = $derived.by(() => this.#groups());
  readonly offers = $derived(this.groups.flatMap((group) => group.offers));

  constructor(private readonly place: Place) {}

  type(query: string): void {
    this.query = query;
    this.active = 0;
    clearTimeout(this.#timer);
    if (query.trim() === "") {
      this.#asked += 1;
      this.#chats = [];
    } else this.#timer = setTimeout(() => void this.#findChats(query.trim()), ASK_AFTER);
  }

  move(by: number): void {
    const count = this.offers.length;
    if (count > 0) this.active = (this.active + by + count) % count;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  async #findChats(text: string): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const page = await commands.chatList({ filter: { text }, sort: "newest", limit: 40 });
      if (asked === this.#asked) this.#chats = page.rows;
    } catch {
      // The other offers stand; the list itself tells of the trouble.
    }
  }

  #groups(): OfferGroup[] {
    const views = COMMANDS.filter((command) => VIEW.test(command.id));
    const others = COMMANDS.filter((command) => !VIEW.test(command.id) && command.id !== "palette");
    const groups = [
      this.#ranked(m.palette_commands(), others.filter(this.#ready).map(this.#command)),
      this.#ranked(m.palette_views(), [
        ...views.filter(this.#ready).map(this.#command),
        ...this.#laterViews(),
      ]),
      this.#ranked(m.palette_accounts(), app.accounts.map(account)),
      this.#ranked(m.palette_chats(), this.#chats.map(chat), CHATS),
    ].filter((group) => group.offers.length > 0);
    return groups.sort((a, b) => b.best - a.best);
  }

  /** The offers that fit what was typed, the best first; all of them while nothing was. */
  #ranked(name: string, offers: Offer[], most = 60): OfferGroup & { best: number } {
    const query = this.query.trim();
    if (query === "") return { name, offers, best: 0 };
    const scored = offers
      .map((offer) => ({
        offer,
        score: computeCommandScore(offer.name, query, offer.detail === null ? [] : [offer.detail]),
      }))
      .filter(({ score }) => score > 0.01)
      .sort((a, b) => b.score - a.score)
      .slice(0, most);
    return { name, offers: scored.map(({ offer }) => offer), best: scored[0]?.score ?? 0 };
  }

  readonly #ready = (command: Command): boolean => command.ready?.(this.place) ?? true;

  readonly #command = (command: Command): Offer => ({
    id: command.id,
    name: command.name(),
    detail: null,
    keys: keysOf(command, app.settings),
    run: () => run(command, this.place),
  });

  /** Saved views beyond those that have keys. */
  #laterViews(): Offer[] {
    const withKeys = new Set(
      COMMANDS.filter((command) => VIEW.test(command.id)).map((command) => command.name()),
    );
    return library.value.views
      .filter((view) => !withKeys.has(m.key_view_named({ name: view.name })))
      .map((view) => ({
        id: `saved:${view.id}`,
        name: m.key_view_named({ name: view.name }),
        detail: null,
        keys: [],
        run: () => {
          desk.show(view);
          router.go("inbox");
        },
      }));
  }
}

function account(of: AccountView): Offer {
  return {
    id: `account:${of.id}`,
    name: m.palette_account({ name: of.label }),
    detail: of.service_name,
    keys: [],
    run: () => {
      if (of.health.state.state === "sign_in_again") {
        router.go("sign_in", { account: of.id });
        return;
      }
      inbox.setAccount(of.id);
      router.go("inbox");
    },
  };
}

function chat(row: ChatRow): Offer {
  const of = app.account(accountOf(row.id));
  return {
    id: `chat:${row.id}`,
    name: chatTitle(row),
    detail: [row.phone, of?.label]
      .filter((part) => part !== null && part !== undefined)
      .join(" · "),
    keys: [],
    run: () => {
      router.go("inbox");
      void inbox.open(row.id);
    },
  };
}
