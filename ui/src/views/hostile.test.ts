/**
 * Hostile text in whatever a view shows of what others wrote: it stays text. Nothing of it becomes
 * an element, an attribute that acts, or an address that is fetched.
 */
import { mockIPC } from "@tauri-apps/api/mocks";
import { cleanup, render } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Component } from "svelte";
import { app } from "$lib/state/app.svelte";
import { library } from "$lib/state/library.svelte";
import { cached, operator } from "../test/admin-fixtures";
import {
  ableTo,
  account,
  chatRow,
  chatView,
  contact,
  customer,
  group,
  linkedChat,
  message,
  NOON,
} from "../test/fixtures";
import LinkDialog from "../shell/LinkDialog.svelte";
import CannedManager from "./canned/CannedManager.svelte";
import DetailsPane from "./inbox/conversation/DetailsPane.svelte";
import MessageBubble from "./inbox/conversation/MessageBubble.svelte";
import ChatListBox from "./inbox/list/ChatListBox.svelte";
import { Inbox, inbox } from "./inbox/state/inbox.svelte";
import Operators from "./operators/Operators.svelte";
import Organizations from "./organizations/Organizations.svelte";
import LogDialog from "./settings/about/LogDialog.svelte";
import SupportDialog from "./settings/about/SupportDialog.svelte";
import UpdatesRow from "./settings/about/UpdatesRow.svelte";
import Settings from "./settings/Settings.svelte";
import { SettingsEditor } from "./settings/settings-editor.svelte";
import PhaseFailed from "./welcome/PhaseFailed.svelte";

/** Each is marked, so that it can be found again. */
const MARK = "zq9";
const HOSTILE: readonly string[] = [
  `<script>window.${MARK}=1</script>`,
  `<img src="https://evil.example/${MARK}.png" onerror="window.${MARK}=1">`,
  `"><svg onload=window.${MARK}=1><a href="javascript:window.${MARK}=1">x</a>`,
  `' onmouseover='window.${MARK}=1' style='background:url(https://evil.example/${MARK})`,
  `</p></div><iframe srcdoc="<script>parent.${MARK}=1</script>"></iframe>`,
  `javascript:window.${MARK}=1//`,
  `{{${MARK}}} \${${MARK}} {@html "<b id=${MARK}>"}`,
  `\u202e${MARK}\u0000\u2028&lt;script&gt;&#60;b&#62;`,
];

let text = "";
let looked = 0;

function answer(command: string, given: unknown): unknown {
  const value = {
    labels: [{ id: "l", name: text, color: text }],
    colleagues: [{ id: "1", name: text, email: text }],
    departments: [{ id: "1", name: text }],
    quick_replies: [],
    templates: [],
    channels: [],
  };
  switch (command) {
    case "settings_get":
      return app.settings;
    case "account_list":
      return app.accounts;
    case "account_unsent":
      return { messages: 0, changes: 0, drafts: 0 };
    case "account_check":
      return [];
    case "library_get":
      return library.value;
    case "organization_list":
      return cached([{ id: text, name: text }]);
    case "operator_list":
      return cached([operator("1", text), operator("2", text, text)]);
    case "catalog_get":
      return { value, at: 1, error: { code: "server", message: text } };
    case "customer_get":
      return { value: everythingOfACustomer(), at: 1, error: { code: "server", message: text } };
    case "chat_list":
      return { total: 1, offset: 0, rows: [row()], remote: { state: "local" } };
    case "chat_counts":
      return { all: 1, unread: 0, unread_messages: 0, by_status: [[text, 1]] };
    case "media_get":
      return new ArrayBuffer(4);
    case "app_act":
      return acted((given as { act: { act: string } }).act.act);
    default:
      return null;
  }
}

function acted(act: string): unknown {
  if (act === "read_log") {
    const lines = [{ level: "error", text }];
    return { answer: "log", page: { lines, more: true, folder: text } };
  }
  if (act === "support_preview") return { answer: "support", files: [{ name: text, text }] };
  if (act.startsWith("update_"))
    return { answer: "update", state: { way: "offered", version: text, notes: text } };
  return { answer: "done" };
}

const row = () =>
  chatRow({
    title: text,
    assignee: text,
    phone: text,
    labels: [text],
    last: { author: "customer", name: text, text, attachment: null, at: NOON },
  });

const everythingOfACustomer = () =>
  customer({
    contact: contact({ name: text, phone: text, email: text, fields: [[text, text]] }),
    group: group({
      titles: [{ title: text, at: NOON }],
      service: text,
      created_by: text,
    }),
    linked: [linkedChat({ title: text, phone: text })],
    proposed: [linkedChat({ chat: "2:10", title: text, phone: text })],
  });

const hostileAccount = () =>
  ableTo(["organizations", "operators", "tokens", "contacts", "labels"], {
    label: text,
    principal: text,
    server: text,
    working_as: { id: text, name: text },
    health: {
      ...account().health,
      state: { state: "trouble", error: { code: "invalid", message: text }, retry_at: null },
      refused: [text],
    },
  });

const bubble = (): Record<string, unknown> => ({
  inbox: new Inbox((run) => run()),
  chat: "1:1",
  item: {
    message: message({
      text,
      name: text,
      buttons: [text],
      attachments: [],
      state: { state: "failed", error: { code: "invalid", message: text } },
    }),
    day: NOON,
    divider: false,
    first: true,
    last: true,
    folded: 0,
  },
  now: NOON,
  upload: undefined,
  canMark: true,
  onphoto: vi.fn(),
  onmark: vi.fn(),
});

async function editor() {
  const made = new SettingsEditor();
  await made.load();
  return made;
}

const views: [string, unknown, () => unknown][] = [
  ["a message", MessageBubble, bubble],
  ["the chat list", ChatListBox, () => ({ inbox, onopen: vi.fn() })],
  [
    "a customer",
    DetailsPane,
    () => ({
      inbox: new Inbox((run) => run()),
      view: chatView({ row: row(), error: { code: "server", message: text } }),
      account: hostileAccount(),
      now: NOON,
      onclose: vi.fn(),
    }),
  ],
  ["operators", Operators, () => ({})],
  ["organizations", Organizations, () => ({})],
  ["ready answers", CannedManager, () => ({})],
  ["settings", Settings, () => ({})],
  ["the log", LogDialog, () => ({ onclose: vi.fn() })],
  ["a support bundle", SupportDialog, () => ({ onclose: vi.fn() })],
  ["updates", UpdatesRow, async () => ({ editor: await editor() })],
  ["a link's text", LinkDialog, () => ({ offer: { title: text, text } })],
  ["a failure", PhaseFailed, () => ({ error: { code: "storage", message: text }, why: "other" })],
];

/** Attributes that act, or fetch. */
function dangers(): string[] {
  const found: string[] = [];
  for (const element of document.querySelectorAll("*")) {
    const name = element.tagName.toLowerCase();
    if (["script", "iframe", "object", "embed", "base"].includes(name)) found.push(`<${name}>`);
    if (element.id === MARK) found.push(`#${MARK}`);
    for (const attribute of element.attributes) {
      const marked = attribute.value.includes(MARK);
      const acts = /^(on|src|href|action|formaction|style|srcdoc|srcset|background|poster)/;
      // What a person may follow: it is opened by a click alone, outside, after a second look.
      const link = name === "a" && /^(https?:\/\/|mailto:|tel:)/.test(attribute.value);
      if (marked && !link && acts.test(attribute.name))
        found.push(`${name} ${attribute.name}="${attribute.value}"`);
      looked += 1;
    }
  }
  return found;
}

beforeEach(() => {
  mockIPC(answer);
  vi.stubGlobal("fetch", () => expect.unreachable("nothing is fetched"));
});

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe.each(views)("in %s", (_name, view, props) => {
  test.each(HOSTILE.map((one, index) => [index, one] as const))("text %i", async (_, one) => {
    text = one;
    app.accounts = [hostileAccount()];
    app.loaded = true;
    app.policy = { ...app.policy, problems: [text] };
    const reply = { id: 1, shortcut: text, title: text, text, account: null };
    library.value = { canned: [reply], views: [] };
    inbox.forget();
    inbox.start();
    render(view as Component<Record<string, unknown>>, (await props()) as Record<string, unknown>);
    // The mark is on screen: as text, or as what a field holds.
    await vi.waitFor(() => {
      const fields = [...document.querySelectorAll<HTMLInputElement>("input, textarea")];
      const shown = [document.body.textContent, ...fields.map((field) => field.value)].join(" ");
      expect(shown).toContain(MARK);
    });
    await new Promise((resolve) => setTimeout(resolve));
    expect(dangers()).toEqual([]);
    expect((window as unknown as Record<string, unknown>)[MARK], "nothing ran").toBeUndefined();
  });
});

test("all of it was looked at", () => {
  expect(looked).toBeGreaterThan(HOSTILE.length * views.length);
  const count = `${HOSTILE.length} texts in ${views.length} views`;
  // eslint-disable-next-line no-console -- what was tried is worth a line of the test's output
  console.info(`S1: ${count}, ${looked} attributes looked at`);
});
