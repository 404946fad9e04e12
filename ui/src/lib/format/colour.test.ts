import { expect, test } from "vitest";
import { hexColour } from "./colour";

test.each([
  ["#fff", "#fff"],
  [" #A1B2C3 ", "#a1b2c3"],
  ["#11223344", "#11223344"],
  ["", null],
  ["#12345", null],
  ["red", null],
  ["a1b2c3", null],
  ["#fff;background:url(https://evil.example/x)", null],
  ["url(https://evil.example/x)", null],
  ["var(--danger)", null],
])("of_%j_the_style_gets_%j", (given, expected) => {
  expect(hexColour(given)).toBe(expected);
});
