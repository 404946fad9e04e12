import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { asksWho } from "$lib/abilities";
import type { Check, Colleague } from "$lib/ipc";
import { refuse } from "../../test/admin-fixtures";
import { ableTo, account } from "../../test/fixtures";
import WhoAreYou from "../signin/WhoAreYou.svelte";
import AccountCheck from "./AccountCheck.svelte";
import AccountIdentity from "./AccountIdentity.svelte";
import AccountTeam from "./AccountTeam.svelte";
import { healthLines } from "./health";

let calls: [string, unknown][];
const colleagues: Colleague[] = [
  { id: "o1", name: "Iryna", email: "iryna@x.example", status: "online", involved: true, chats: 3 },
  { id: "o2", name: "Taras", email: null, status: "", involved: false, chats: null },
];
const channels = [{ id: "k1", channel: "viber", name: "Shop bot", active: true }];

function answer(replies: Record<string, () => unknown>) {
  mockIPC((command, payload) => {
    calls.push([command, payload]);
    if (command === "catalog_get" && !("catalog_get" in replies)) {
      const value = { labels: [], departments: [], quick_replies: [], templates: [] };
      return { value: { ...value, colleagues, channels }, at: 1, error: null };
    }
    return replies[command]?.() ?? null;
  });
}

beforeEach(() => (calls = []));

describe("the connection check", () => {
  const checks: Check[] = [
    { ability: "chat_list", verdict: { verdict: "works" }, detail: "20 on the first page" },
    {
      ability: "labels",
      verdict: {
        verdict: "refused",
        error: { code: "forbidden", message: "Missing scope: labels" },
      },
      detail: "",
    },
    { ability: "service_notes", verdict: { verdict: "not_offered" }, detail: "" },
    { ability: "files", verdict: { verdict: "not_tried" }, detail: "It would write." },
  ];

  it("is made when asked, and says of each ability how it went", async () => {
    answer({ account_check: () => checks });
    render(AccountCheck, { account: account() });
    expect(calls, "not by itself").toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Check now" }));
    const rows = await screen.findAllByRole("listitem");
    expect(calls).toEqual([["account_check", { account: 1 }]]);
    const [refused, works, untried, lacking] = rows.map((row) => row.textContent);
    expect(refused, "trouble first, in the service's words").toMatch(
      /label.*Missing scope: labels/s,
    );
    expect(works).toMatch(/list chats.*20 on the first page.*works/s);
    expect(untried).toMatch(/not tried/);
    expect(lacking, "and what stands in for it").toMatch(
      /Instead, notes are kept on this computer\./,
    );
    expect(screen.getByRole("status").textContent).toMatch(/1 work, 1 refused, 1 not offered/);
  });

  it("says why it could not begin, and can be made again", async () => {
    answer({ account_check: () => refuse("unauthorized", "Token revoked") });
    render(AccountCheck, { account: account() });
    await userEvent.click(screen.getByRole("button", { name: "Check now" }));
    expect((await screen.findByRole("alert")).textContent).toMatch(/Token revoked/);
    expect(screen.getByRole("button", { name: "Check now" })).toBeTruthy();
  });

  it("names what is kept here because the service lacks it", () => {
    const line = (view: ReturnType<typeof account>) =>
      healthLines(view, 0).find((one) => one.what === "Done here instead")?.how;
    expect(line(account())).toMatch(/notes are kept/);
    expect(line(ableTo(["service_notes"])), "the service has them").not.toMatch(/notes are kept/);
  });
});

describe("who the person is", () => {
  it("is asked where a project's token says nothing of it, and nowhere else", () => {
    expect(asksWho(ableTo(["colleagues"]))).toBe(true);
    expect(asksWho(ableTo(["colleagues", "tokens"])), "tokens of single operators").toBe(false);
    expect(asksWho(account())).toBe(false);
  });

  it("is chosen from the colleagues after signing in", async () => {
    answer({});
    const ondone = vi.fn();
    render(WhoAreYou, { account: ableTo(["colleagues"]), ondone });
    await userEvent.click(await screen.findByRole("radio", { name: /Taras/ }));
    await userEvent.click(screen.getByRole("button", { name: "I am Taras" }));
    await vi.waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(calls.at(-1)).toEqual([
      "account_work_as",
      { account: 1, operator: { id: "o2", name: "Taras" } },
    ]);
  });

  it("can wait", async () => {
    answer({});
    const ondone = vi.fn();
    render(WhoAreYou, { account: ableTo(["colleagues"]), ondone });
    await screen.findByRole("radio", { name: /Iryna/ });
    await userEvent.click(screen.getByRole("button", { name: "Later" }));
    expect(ondone).toHaveBeenCalledOnce();
    expect(calls.some(([command]) => command === "account_work_as")).toBe(false);
  });

  it("can be changed later, and a refusal is told", async () => {
    answer({ account_work_as: () => refuse("storage", "disk full") });
    const working_as = { id: "o1", name: "Iryna" };
    render(AccountIdentity, { account: ableTo(["colleagues"], { working_as }) });
    expect(screen.getByText("You are Iryna.")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Change" }));
    const dialog = await screen.findByRole("dialog");
    const mine = await within(dialog).findByRole<HTMLInputElement>("radio", { name: /Iryna/ });
    expect(mine.checked).toBe(true);
    await userEvent.click(within(dialog).getByRole("radio", { name: /Taras/ }));
    await userEvent.click(within(dialog).getByRole("button", { name: "I am Taras" }));
    expect((await within(dialog).findByRole("alert")).textContent).toMatch(/disk full/);
  });
});

describe("colleagues and channels", () => {
  it("are switched at the service, a channel off only after a question", async () => {
    answer({});
    render(AccountTeam, { account: ableTo(["colleagues", "channels"]) });
    await userEvent.click(await screen.findByRole("switch", { name: "Taras" }));
    await userEvent.click(screen.getByRole("switch", { name: "Shop bot" }));
    await userEvent.click(await screen.findByRole("button", { name: "Switch off" }));
    const acts = calls.filter(([command]) => command === "service_act").map(([, given]) => given);
    expect(acts).toEqual([
      { account: 1, act: { act: "involve", colleague: "o2", on: true } },
      { account: 1, act: { act: "set_channel", channel: "k1", on: false } },
    ]);
  });

  it("stay as they were when the service refuses", async () => {
    answer({ service_act: () => refuse("forbidden", "Not allowed") });
    render(AccountTeam, { account: ableTo(["colleagues"]) });
    const switched = await screen.findByRole("switch", { name: "Taras" });
    await userEvent.click(switched);
    expect((await screen.findByRole("alert")).textContent).toMatch(/Not allowed/);
    expect(switched.getAttribute("aria-checked")).toBe("false");
  });
});
