import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** States that are drawn by a background; forced colours take every background away. */
const STATES = [
  /\[(aria-(?:selected|pressed|checked|current)|data-(?:highlighted|selected))(?:="[\w-]+")?\]/g,
  /:(checked)\b/g,
];
const BACKGROUND = /(?:^|;|\{)\s*background(?:-color)?\s*:/;

interface Rule {
  file: string;
  selector: string;
  body: string;
}

/** Rules of a style sheet that are in no media query, and what is said for forced colours. */
function read(file: string): { plain: Rule[]; forced: string } {
  const text = readFileSync(file, "utf8");
  const css = file.endsWith(".svelte") ? (/<style>([^]*)<\/style>/.exec(text)?.[1] ?? "") : text;
  let forced = "";
  const rest = css.replace(
    /@media \(forced-colors: active\) \{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}/g,
    (_, inner: string) => {
      forced += inner;
      return "";
    },
  );
  const plain = [...rest.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map((found) => ({
    file,
    selector: (found[1] ?? "").trim(),
    body: found[2] ?? "",
  }));
  return { plain, forced };
}

function states(selector: string): string[] {
  return STATES.flatMap((one) => [...selector.matchAll(one)].map((found) => found[1] ?? ""));
}

// Tests run from the folder of `package.json`.
const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(svelte|css)$/.test(file))
  .map((file) => `src/${file}`);
const everywhere = read("src/lib/styles/base.css").forced;

test("a_state_that_a_background_shows_has_an_edge_with_forced_colours", () => {
  expect(everywhere, "what holds on every page").toContain("outline");
  const bare = files.flatMap((file) => {
    const { plain, forced } = read(file);
    return plain
      .filter(({ selector, body }) => BACKGROUND.test(body) && !selector.includes(":hover"))
      .filter(({ selector }) =>
        states(selector).some((state) => !everywhere.includes(state) && !forced.includes(state)),
      )
      .map(({ selector }) => `${file}: ${selector}`);
  });
  expect(bare).toEqual([]);
});
