/** The texts themselves: every language says everything, with the same values, in all its plurals. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { baseLocale, locales } from "$lib/paraglide/runtime";

interface Variants {
  declarations: string[];
  selectors: string[];
  match: Record<string, string>;
}
type Text = string | [Variants];
type Catalogue = Map<string, Text>;

const project = JSON.parse(readFileSync("project.inlang/settings.json", "utf8")) as {
  "plugin.inlang.messageFormat": { pathPattern: string[] };
};
const patterns = project["plugin.inlang.messageFormat"].pathPattern;

function read(locale: string): Catalogue {
  const all: Catalogue = new Map();
  for (const pattern of patterns) {
    const file = readFileSync(pattern.replace("{locale}", locale), "utf8");
    for (const [key, text] of Object.entries(JSON.parse(file) as Record<string, Text>)) {
      if (key === "$schema") continue;
      expect(all.has(key), `${key} is there twice in ${locale}`).toBe(false);
      all.set(key, text);
    }
  }
  return all;
}

/** What of a text is shown, one for each plural. */
function shown(text: Text): string[] {
  return typeof text === "string" ? [text] : Object.values(text[0].match);
}

function values(text: Text): string[] {
  const names = shown(text).flatMap((one) => one.match(/\{\w+\}/g) ?? []);
  return [...new Set(names)].sort();
}

/** The plurals that a text lacks in a language. `*` stands for all that are not named. */
function lacking(locale: string, text: Text): string[] {
  if (typeof text === "string") return [];
  const given = Object.keys(text[0].match).map((variant) => variant.split("=")[1]);
  if (given.includes("*")) return [];
  const plurals = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  return plurals.filter((plural) => !given.includes(plural));
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "paraglide" ? [] : sources(path);
    return /(?<!\.test)\.(ts|svelte)$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

const english = read(baseLocale);
const others = locales.filter((locale) => locale !== baseLocale);

test("every_text_is_used", () => {
  const used = new Set(
    sources("src").flatMap((source) => source.match(/(?<=\bm\.)[a-z]\w*/g) ?? []),
  );
  expect([...english.keys()].filter((key) => !used.has(key))).toEqual([]);
});

test("english_has_its_plurals", () => {
  expect([...english].filter(([, text]) => lacking("en", text).length > 0)).toEqual([]);
});

describe.each(others)("in %s", (locale) => {
  const theirs = read(locale);

  test("nothing_is_left_in_english", () => {
    expect([...english.keys()].filter((key) => !theirs.has(key))).toEqual([]);
  });

  test("nothing_is_said_that_english_lacks", () => {
    expect([...theirs.keys()].filter((key) => !english.has(key))).toEqual([]);
  });

  test("the_same_values_are_shown", () => {
    const wrong = [...theirs].filter(([key, text]) => {
      const wanted = english.get(key);
      return wanted !== undefined && String(values(text)) !== String(values(wanted));
    });
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  test("each_plural_of_the_language_is_there", () => {
    const wrong = [...theirs].flatMap(([key, text]) =>
      lacking(locale, text).map((plural) => `${key}: ${plural}`),
    );
    expect(wrong).toEqual([]);
  });

  test("no_text_is_empty", () => {
    const empty = [...theirs].filter(([, text]) => shown(text).some((one) => one.trim() === ""));
    expect(empty.map(([key]) => key)).toEqual([]);
  });
});
