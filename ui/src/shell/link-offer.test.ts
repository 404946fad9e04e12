import { mockIPC } from "@tauri-apps/api/mocks";
import { beforeEach, expect, it } from "vitest";
import { notices } from "$lib/state/notices.svelte";
import { router } from "$lib/state/router.svelte";
import { chatView } from "../test/fixtures";
import { inbox } from "../views/inbox/state/inbox.svelte";
import { LinkOffer } from "./link-offer.svelte";

const CHANGES = ["message_send", "draft_save", "chat_set_status", "settings_set", "account_add"];
let calls: string[];
let draft: string;

beforeEach(() => {
  calls = [];
  draft = "";
  inbox.forget();
  router.go("settings");
  mockIPC((command, given) => {
    calls.push(command);
    const { chat } = (given ?? {}) as { chat?: string };
    if (command === "chat_get" && chat === "1:404")
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as commands do
      throw { code: "not_found", message: "gone" };
    if (command === "chat_get") return chatView();
    if (command === "draft_get") return { text: draft, attachments: [] };
    if (command === "message_list") return { messages: [], older: null, newer: null };
    return null;
  });
});

const changed = () => calls.filter((command) => CHANGES.includes(command));

it("opens the chat of a link and changes nothing", async () => {
  const offer = new LinkOffer();
  await offer.take({ chat: "1:100", text: null });
  expect(inbox.chat).toBe("1:100");
  expect(router.page).toBe("inbox");
  expect(offer.text, "nothing to ask").toBeNull();
  expect(changed()).toEqual([]);
});

it("puts a link's text into the draft only after a yes, and after what stands there", async () => {
  draft = "half a sentence";
  const offer = new LinkOffer();
  await offer.take({ chat: "1:100", text: "from outside" });
  expect(offer.title).toBe("Olena K.");
  expect(inbox.draft?.text, "not before the answer").toBe("half a sentence");
  expect(changed()).toEqual([]);
  offer.accept();
  expect(inbox.draft?.text).toBe("half a sentence\nfrom outside");
  expect(offer.text).toBeNull();
  await inbox.draft?.flush();
  expect(changed(), "kept as a draft, never sent").toEqual(["draft_save"]);
});

it("forgets a text that was refused", async () => {
  const offer = new LinkOffer();
  await offer.take({ chat: "1:100", text: "from outside" });
  offer.refuse();
  offer.accept();
  expect(inbox.draft?.text).toBe("");
});

it("never puts a text into another chat than the one it was offered for", async () => {
  const offer = new LinkOffer();
  await offer.take({ chat: "1:100", text: "from outside" });
  await inbox.open("1:101");
  offer.accept();
  expect(inbox.draft?.text).toBe("");
});

it("says of an unknown chat that it is not there", async () => {
  const before = notices.all.length;
  const offer = new LinkOffer();
  await offer.take({ chat: "1:404", text: "from outside" });
  expect(notices.all.length).toBe(before + 1);
  expect(offer.text, "nothing is offered").toBeNull();
  expect(router.page, "the person stays where they were").toBe("settings");
});
