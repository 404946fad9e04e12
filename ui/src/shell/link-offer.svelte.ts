import { commands, errorView } from "$lib/ipc";
import type { ChatId } from "$lib/ipc";
import { notices } from "$lib/state/notices.svelte";
import { router } from "$lib/state/router.svelte";
import { inbox } from "../views/inbox/state/inbox.svelte";

/**
 * A link from outside: its chat is shown, if it is known here. Its text goes into the draft only
 * once the person agreed, and is never sent.
 */
export class LinkOffer {
  /** The text that is offered; `null` when there is nothing to ask. */
  text = $state<string | null>(null);
  /** The customer's name or the chat's title. */
  title = $state("");
  #chat: ChatId | null = null;

  async take(link: { chat: ChatId; text: string | null }): Promise<void> {
    this.refuse();
    try {
      this.title = (await commands.chatGet(link.chat)).row.title;
    } catch (cause) {
      notices.error(errorView(cause));
      return;
    }
    router.go("inbox");
    await inbox.open(link.chat);
    this.#chat = link.chat;
    this.text = link.text;
  }

  /** Puts the text after whatever is in the draft. */
  accept(): void {
    const draft = inbox.draft;
    if (this.text !== null && draft !== null && draft.chat === this.#chat) {
      draft.edit(draft.text.trim() === "" ? this.text : `${draft.text}\n${this.text}`);
    }
    this.refuse();
  }

  refuse(): void {
    this.text = null;
    this.#chat = null;
  }
}
