import { describe, expect, it } from "vitest";
import {
  chips,
  dayEnd,
  dayStart,
  dayText,
  isShown,
  tidy,
  viewOf,
  VIEWS,
  withView,
} from "./filters";

const names = {
  account: () => "Nova Shop",
  organization: () => "Kyiv",
  label: () => "VIP",
  operator: () => "Iryna",
};

describe("views", () => {
  it("are what a filter amounts to", () => {
    expect(viewOf({})).toBe("all");
    expect(viewOf({ unread: true })).toBe("unread");
    expect(viewOf({ status: "closed", phone: "1" })).toBe("closed");
    expect(viewOf({ status: "paused" }), "no view narrows like that").toBeNull();
    for (const view of VIEWS) expect(viewOf(tidy(withView({ phone: "1" }, view))), view).toBe(view);
  });

  it("keep the rest of the filter", () => {
    const filter = tidy(withView({ status: "open", phone: "380" }, "unread"));
    expect(filter).toEqual({ unread: true, phone: "380" });
  });
});

describe("a saved view", () => {
  const view = { id: 1, name: "VIP", sort: "newest" as const, count: 0 };
  const filter = { account: 1, label: "vip" };

  it("is known again whatever the order its fields came in", () => {
    expect(isShown({ ...view, filter }, { label: "vip", account: 1 }, "newest")).toBe(true);
    expect(isShown({ ...view, filter }, { ...filter, unread: false }, "newest")).toBe(true);
  });

  it("is not on screen in another order or narrowed further", () => {
    expect(isShown({ ...view, filter }, filter, "waiting")).toBe(false);
    expect(isShown({ ...view, filter }, { ...filter, snoozed: false }, "newest")).toBe(false);
  });
});

describe("chips", () => {
  it("name every documented filter", () => {
    const made = chips(
      {
        account: 1,
        status: "open",
        unread: true,
        source: 2,
        from: 0,
        to: 1,
        phone: "380",
        telegram: 42,
        organization: "1",
        operator: "2",
      },
      names,
    );
    expect(made).toHaveLength(10);
    expect(made.find((chip) => chip.field === "source")?.value).toBe("Telegram");
  });

  it("are none for an empty filter", () => {
    expect(chips(tidy({ phone: "", unread: false, text: "abc" }), names)).toEqual([]);
  });
});

describe("days", () => {
  it("span from the first to the last millisecond, local time", () => {
    const start = dayStart("2026-05-12") ?? 0;
    const end = dayEnd("2026-05-12") ?? 0;
    expect(dayText(start)).toBe("2026-05-12");
    expect(dayText(end)).toBe("2026-05-12");
    expect(dayText(end + 1)).toBe("2026-05-13");
    expect(dayStart("soon"), "not a day").toBeUndefined();
  });
});
