import { expect, test } from "vitest";
import { QUIET, qrPath } from "./qr";

test("a_code_is_drawn_module_by_module", () => {
  const rows = [
    [true, true, false, true],
    [false, false, false, false],
    [false, true, true, true],
  ];
  expect(qrPath(rows)).toBe(
    `M${QUIET} ${QUIET}h2v1h-2z` +
      `M${QUIET + 3} ${QUIET}h1v1h-1z` +
      `M${QUIET + 1} ${QUIET + 2}h3v1h-3z`,
  );
});

test("no_module_is_lost_or_added", () => {
  const rows = Array.from({ length: 25 }, (_, y) =>
    Array.from({ length: 25 }, (_unused, x) => (x * 7 + y * 3) % 5 < 2),
  );
  const drawn = [...qrPath(rows).matchAll(/h(\d+)v1/g)].reduce(
    (sum, run) => sum + Number(run[1]),
    0,
  );
  expect(drawn).toBe(rows.flat().filter(Boolean).length);
});
