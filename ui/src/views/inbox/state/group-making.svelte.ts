/**
 * Groups being made. The messenger takes its time, so that this outlives the form: what becomes
 * of a group is told when it is known.
 */
import { commands, errorView } from "$lib/ipc";
import type { AccountId, ChatId, ErrorView, NewGroup, Timestamp } from "$lib/ipc";
import { notices } from "$lib/state/notices.svelte";
import { m } from "$lib/paraglide/messages";

/** Limits of the form in characters (Chat Manager §4.1). */
export const LONGEST = { title: 128, description: 255, created_by: 50 } as const;

export class GroupMaking {
  /** Since when a group is being made; `null` while none is. */
  since = $state<Timestamp | null>(null);
  error = $state.raw<ErrorView | null>(null);
  readonly #open: (chat: ChatId) => void;

  constructor(open: (chat: ChatId) => void) {
    this.#open = open;
  }

  /**
   * The group's chat, or `null` where there is none to open: it was refused, and {@link error}
   * says why, or the service doesn't show it yet.
   */
  async make(account: AccountId, form: NewGroup, now: Timestamp): Promise<ChatId | null> {
    if (this.since !== null) return null;
    this.since = now;
    this.error = null;
    try {
      const answer = await commands.serviceAct(account, { act: "create_group", form });
      if (answer.answer !== "chat") return null;
      return (await this.#tell(answer.chat, form.title)) ? answer.chat : null;
    } catch (cause) {
      this.error = errorView(cause);
      notices.error(this.error);
      return null;
    } finally {
      this.since = null;
    }
  }

  /** Another one begins: why the last one failed no longer matters. */
  forget(): void {
    this.error = null;
  }

  /** Whether the service shows it. */
  async #tell(chat: ChatId, title: string): Promise<boolean> {
    const group = await commands.customerGet(chat, true).then(
      ({ value }) => value.group,
      () => null,
    );
    if (group?.ready) {
      const action = { label: m.group_open(), run: () => this.#open(chat) };
      notices.info(m.group_made({ title }), action);
    } else {
      notices.info(m.group_made_later({ title }));
    }
    return group !== null;
  }
}
