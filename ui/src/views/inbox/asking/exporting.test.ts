import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AppAnswer, ExportRequest, JobId } from "$lib/ipc";
import { bus } from "$lib/state/bus";
import { notices } from "$lib/state/notices.svelte";
import { refuse } from "../../../test/admin-fixtures";
import ExportDialog from "./ExportDialog.svelte";

type Act = { act: "export"; request: ExportRequest } | { act: "end_job"; job: JobId };

let acts: Act[];
let answer: (request: ExportRequest) => AppAnswer | Promise<AppAnswer>;

beforeEach(() => {
  acts = [];
  notices.all = [];
  answer = () => ({ answer: "saved", path: "Olena K..html", chats: 1 });
  mockIPC((command, payload) => {
    if (command !== "app_act") return null;
    const { act } = payload as { act: Act };
    acts.push(act);
    return act.act === "export" ? answer(act.request) : { answer: "done" };
  });
});

function show(count = 1) {
  const onclose = vi.fn();
  const chats = Array.from({ length: count }, (_, at) => `1:${at}`);
  render(ExportDialog, { props: { target: { target: "chats", chats }, count, onclose } });
  return onclose;
}

const go = () => screen.findByRole("button", { name: "Choose where to save…" });

describe("exporting", () => {
  it("writes in the chosen format and says under which name", async () => {
    const user = userEvent.setup();
    const onclose = show();
    await user.click(screen.getByRole("radio", { name: /^CSV table/ }));
    await user.click(await go());
    await waitFor(() => expect(onclose).toHaveBeenCalled());
    expect(acts).toMatchObject([{ act: "export", request: { format: "csv" } }]);
    expect(notices.all[0]?.text).toBe("1 chat saved as Olena K..html.");
  });

  it("stays open where the person changed their mind, and where it failed", async () => {
    const user = userEvent.setup();
    const onclose = show();
    answer = () => ({ answer: "cancelled" });
    await user.click(await go());
    await waitFor(() => expect(acts).toHaveLength(1));
    answer = () => refuse("storage", "disk full");
    await user.click(await go());
    await waitFor(() => expect(notices.all[0]?.detail).toContain("disk full"));
    expect(onclose).not.toHaveBeenCalled();
  });

  it("shows how far it is and can be ended", async () => {
    const user = userEvent.setup();
    let finish: (answer: AppAnswer) => void = () => undefined;
    answer = () => new Promise((resolve) => (finish = resolve));
    show(300);
    await user.click(await go());
    await waitFor(() => expect(acts).toHaveLength(1));
    const job = acts[0]?.act === "export" ? acts[0].request.job : -1;
    bus.emit({ type: "job_progress", job: 1, done: 5, total: 9 });
    bus.emit({ type: "job_progress", job, done: 120, total: 300 });
    await screen.findByText("120 of 300");
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(acts.at(-1)).toEqual({ act: "end_job", job });
    finish({ answer: "cancelled" });
    await go();
  });
});
