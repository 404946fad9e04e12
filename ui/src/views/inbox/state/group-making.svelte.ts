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

  /** The group's chat, or `null` if it was refused; then {@link error} says why. */
  async make(account: AccountId, form: NewGroup, now: Timestamp): Promise<ChatId | null> {
    if (this.since !== null) return null;
    this.since = now;
    this.error = null;
    try {
      const answer = await commands.serviceAct(account, { act: "create_group", form });
      if (answer.answer !== "chat") return null;
      await this.#tell(answer.chat, form.title);
      return answer.chat;
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

  async #tell(chat: ChatId, title: string): Promise<void> {
    const ready = await commands.customerGet(chat, true).then(
      ({ value }) => value.group?.ready ?? true,
      () => false,
    );
    if (ready) {
      const action = { label: m.group_open(), run: () => this.#open(chat) };
      notices.info(m.group_made({ title }), action);
    } else {
      notices.info(m.group_made_later({ title }));
    }
  }
}
