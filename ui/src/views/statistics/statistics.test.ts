import { mockIPC } from "@tauri-apps/api/mocks";
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { AppAnswer, Numbers, Statistics, StatisticsQuery, Times } from "$lib/ipc";
import { app } from "$lib/state/app.svelte";
import { notices } from "$lib/state/notices.svelte";
import { accountView, refuse } from "../../test/admin-fixtures";
import { data, options, type Drawn } from "./chart";
import StatisticsView from "./Statistics.svelte";
import { StatisticsPage } from "./statistics.svelte";
import { dayName, duration, timeUnit } from "./words";

vi.mock("uplot", () => ({
  default: class {
    static paths = {};
    destroy = vi.fn();
  },
}));

const MINUTE = 60_000;
const NONE: Times = { count: 0, median: null, p90: null, mean: null };

function numbers(over: Partial<Numbers> = {}): Numbers {
  return {
    received: 0,
    sent: 0,
    chats: 0,
    new_chats: 0,
    first_response: NONE,
    waiting: NONE,
    handling: NONE,
    unanswered: 0,
    ...over,
  };
}

function statistics(over: Partial<Statistics> = {}): Statistics {
  const some = numbers({
    received: 1204,
    sent: 960,
    chats: 88,
    waiting: { count: 41, median: 4 * MINUTE + 5000, p90: 62 * MINUTE, mean: 9 * MINUTE },
  });
  const day = (date: string): Statistics["days"][number] => ({
    day: date,
    at: Date.parse(`${date}T00:00:00+02:00`),
    numbers: some,
  });
  return {
    from: Date.parse("2026-01-05T00:00:00+02:00"),
    to: Date.parse("2026-01-07T00:00:00+02:00"),
    zone: "Europe/Kyiv",
    total: some,
    days: [day("2026-01-05"), day("2026-01-06")],
    hours: Array.from({ length: 24 }, () => numbers()),
    operators: [{ account: 1, operator: "4", name: "Дана", numbers: some }],
    channels: [{ channel: "viber", numbers: some }],
    accounts: [{ account: 1, numbers: some }],
    incomplete: 0,
    keep_days: null,
    ...over,
  };
}

let asked: StatisticsQuery[];
let saved: StatisticsQuery[];
let answer: () => Statistics;

beforeEach(() => {
  asked = [];
  saved = [];
  answer = () => statistics();
  notices.all = [];
  app.accounts = [accountView()];
  mockIPC((command, payload): AppAnswer | null => {
    if (command !== "app_act") return null;
    const { act } = payload as { act: { act: string; query: StatisticsQuery } };
    if (act.act === "save_statistics") {
      saved.push(act.query);
      return { answer: "saved", path: "Statistics.csv", chats: 0 };
    }
    asked.push(act.query);
    return { answer: "statistics", statistics: answer() };
  });
});

describe("the page", () => {
  it("shows the numbers, what they mean, and each chart as a table", async () => {
    const user = userEvent.setup();
    render(StatisticsView);
    const totals = await screen.findByRole("region", { name: "In all" });
    expect(totals.textContent).toContain("1,204");
    expect(totals.textContent, "the median").toContain("4 min 5 sec");
    expect(totals.textContent, "not only a mean").toContain("9 of 10 at most: 1 hr 2 min");
    expect(asked).toEqual([{ period: { period: "days", days: 7 } }]);
    const means = screen.getByRole("region", { name: "What these numbers mean" });
    expect(means.textContent).toContain("messages stored on this computer");
    const operators = screen.getByRole("table", { name: "By operator" });
    expect(within(operators).getByRole("row", { name: /Дана/ }).textContent).toContain("960");
    await user.click(screen.getByRole("button", { name: /Show as a table.*Messages by day/ }));
    const days = screen.getByRole("table", { name: "Messages by day" });
    expect(within(days).getByRole("row", { name: /Jan 6, 2026/ })).toBeTruthy();
  });

  it("saves what is shown, and says under which name", async () => {
    const user = userEvent.setup();
    render(StatisticsView);
    await screen.findByRole("region", { name: "In all" });
    await user.click(screen.getByRole("radio", { name: "30 days" }));
    await waitFor(() => expect(asked).toHaveLength(2));
    await user.click(screen.getByRole("button", { name: "Save as CSV" }));
    await waitFor(() => expect(notices.all[0]?.text).toBe("Saved as Statistics.csv"));
    expect(saved).toEqual([{ period: { period: "days", days: 30 } }]);
  });

  it("says so where nothing was written, where it can't be counted, and where data is missing", async () => {
    answer = () => statistics({ total: numbers() });
    const empty = render(StatisticsView);
    await screen.findByText("Nothing was written in these days");
    empty.unmount();
    answer = () => statistics({ incomplete: 12, keep_days: 90 });
    const partly = render(StatisticsView);
    await screen.findByText(/^The histories of 12 chats/);
    expect(screen.getByText(/kept on this computer for 90 days/)).toBeTruthy();
    partly.unmount();
    answer = () => refuse("storage", "disk");
    render(StatisticsView);
    await screen.findByText("The list could not be read");
  });
});

describe("the period", () => {
  it("is asked for once both days are picked, in their order", async () => {
    const page = new StatisticsPage();
    page.choice = "custom";
    page.from = "2026-03-02";
    expect(page.query).toBeNull();
    page.to = "2026-03-01";
    page.account = 5;
    expect(page.query).toEqual({
      period: { period: "dates", from: "2026-03-01", to: "2026-03-02" },
      account: 5,
    });
    await page.count();
    expect(page.value?.total.received).toBe(1204);
  });

  it("an answer that comes too late is not shown for another period", async () => {
    const page = new StatisticsPage();
    const first = page.count();
    page.choice = "30";
    answer = () => statistics({ zone: "Asia/Kathmandu" });
    const second = page.count();
    await Promise.all([first, second]);
    expect(page.value?.zone).toBe("Asia/Kathmandu");
    expect(page.counting).toBe(false);
  });
});

describe("words", () => {
  it("a time has its two largest units", () => {
    expect([0, 999, 35_000, 245_000, 3_600_000, 90_061_000].map(duration)).toEqual([
      "0 sec",
      "0 sec",
      "35 sec",
      "4 min 5 sec",
      "1 hr",
      "1 day 1 hr",
    ]);
  });

  it("a day is that of the place it was counted in", () => {
    const at = Date.parse("2026-01-05T00:00:00+14:00");
    expect(dayName(at, "Pacific/Kiritimati", "short")).toBe("Jan 5");
  });

  it("an axis is in the unit that is best read", () => {
    expect(timeUnit([null, 5000]).length).toBe(1000);
    expect(timeUnit([5000, 10 * MINUTE]).length).toBe(MINUTE);
    expect(timeUnit([300 * MINUTE]).length).toBe(60 * MINUTE);
  });
});

describe("a chart", () => {
  const drawn: Drawn = {
    kind: "bars",
    names: ["a", "b"],
    series: [
      { name: "in", values: [1, 2] },
      { name: "out", values: [3, null] },
    ],
    unit: null,
  };

  it("tells two series apart without their colours", () => {
    const library = { paths: {} } as unknown as Parameters<typeof options>[0];
    const colours = { series: ["red", "red"], text: "black", grid: "grey", font: "11px x" };
    const made = (kind: Drawn["kind"]) =>
      options(library, { ...drawn, kind }, colours, { width: 1, height: 1 }, () => undefined);
    const [, first, second] = made("bars").series;
    expect([first?.fill, second?.fill], "full and hollow").toEqual(["red", undefined]);
    const [, solid, broken] = made("lines").series;
    expect([solid?.dash, broken?.dash !== undefined], "whole and broken").toEqual([
      undefined,
      true,
    ]);
    expect(data(drawn)).toEqual([
      [0, 1],
      [1, 2],
      [3, null],
    ]);
  });
});
