import { describe, expect, it } from "vitest";
import { chips, dayEnd, dayStart, dayText, tidy, viewOf, withView } from "./filters";

const names = {
  account: () => "Nova Shop",
  organization: () => "Kyiv",
  operator: () => "Iryna",
};

describe("views", () => {
  it("are what a filter amounts to", () => {
    expect(viewOf({})).toBe("all");
    expect(viewOf({ unread: true })).toBe("unread");
    expect(viewOf({ status: "paused", phone: "1" })).toBe("paused");
  });

  it("keep the rest of the filter", () => {
    const filter = tidy(withView({ status: "open", phone: "380" }, "unread"));
    expect(filter).toEqual({ unread: true, phone: "380" });
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
