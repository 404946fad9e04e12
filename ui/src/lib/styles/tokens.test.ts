import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

// Tests run from the folder of `package.json`.
const css = readFileSync(resolve("src/lib/styles/tokens.css"), "utf8");

function block(start: string): Map<string, string> {
  const from = css.indexOf(start);
  if (from < 0) throw new Error(`no ${start}`);
  const body = css.slice(css.indexOf("{", from) + 1, css.indexOf("}", from));
  return new Map(
    [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((found) => [found[1] ?? "", found[2] ?? ""]),
  );
}

const light = block(":root {");
const dark = block(':root[data-theme="dark"]');

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ["surface-0", "surface-1", "surface-2", "surface-float", "surface-hover"];
const BUBBLES = ["bubble-in", "bubble-out", "bubble-quiet", "surface-selected", "surface-press"];

/** Text at 4.5 to 1. */
const TEXT: [string, string[]][] = [
  [
    "text-1",
    [...SURFACES, ...BUBBLES, "mark", "danger-surface", "warning-surface", "info-surface"],
  ],
  ["text-2", [...SURFACES, ...BUBBLES, "danger-surface", "warning-surface", "info-surface"]],
  ["text-3", SURFACES],
  ["accent-text", ["surface-1", "surface-2", "bubble-in", "bubble-out"]],
  ["text-on-accent", ["accent", "accent-hover", "danger", "danger-hover"]],
  ["badge-text", ["badge"]],
  [
    "danger-text",
    ["surface-1", "surface-2", "surface-float", "surface-selected", "danger-surface"],
  ],
  ["warning-text", ["surface-1", "surface-2", "surface-selected", "warning-surface"]],
  ["success-text", ["surface-2", "success-surface"]],
];

/** Shapes and edges at 3 to 1. */
const SHAPES: [string, string[]][] = [
  ["border-control", ["surface-2", "surface-1"]],
  ["focus", [...SURFACES, "surface-selected"]],
  ...["new", "open", "waiting", "paused", "closed", "other"].map((status): [string, string[]] => [
    `status-${status}`,
    ["surface-1", "surface-2", "surface-selected"],
  ]),
  ...Array.from({ length: 8 }, (_, hue): [string, string[]] => [
    `hue-${hue}`,
    ["surface-0", "surface-1", "surface-selected"],
  ]),
];

describe.each([
  ["light", light],
  ["dark", dark],
])("%s tokens", (_, tokens) => {
  const value = (name: string) => {
    const found = tokens.get(name);
    if (!found?.startsWith("#")) throw new Error(`no colour --${name}`);
    return found;
  };

  it.each(TEXT)("--%s is legible wherever it stands", (name, grounds) => {
    for (const ground of grounds)
      expect(contrast(value(name), value(ground)), ground).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES)("--%s can be told from its ground", (name, grounds) => {
    for (const ground of grounds)
      expect(contrast(value(name), value(ground)), ground).toBeGreaterThanOrEqual(3);
  });
});

describe("dark tokens", () => {
  it("say something for every colour", () => {
    const colours = [...light].filter(([, value]) => /^(#|rgb)/.test(value));
    expect(colours.filter(([name]) => !dark.has(name)).map(([name]) => name)).toEqual([]);
  });
});
