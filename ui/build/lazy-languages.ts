import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

/** `\0` keeps other plugins from taking the name for a file's. */
const VIRTUAL = /^\0?virtual:language\/(\w+)$/;
const MODULE = /\/paraglide\/messages\/(\w+)\.js$/;
/** Where a message chooses its language; English is the last. */
const DISPATCH = /\tconst locale = [^}]*?\treturn (en_|__en\.)(\w+)\(inputs\)\n/g;

/** A value inside a text. */
const VALUE = /\$\{(i\?\.\w+)\}/g;
const TRANSLATED = 'import { translated } from "$lib/language/translated";';
const SHOWN = 'import { shown } from "$lib/language/shown";';

/** One language's text of a message, as the compiler writes it. */
function definition(language: string): RegExp {
  return new RegExp(`^const ${language}_(\\w+) = /\\*\\*[\\s\\S]*?^\\};$`, "m");
}

/**
 * The message compiler lets each message choose among all languages, so that all of them would be
 * loaded at the start. Here a message knows English only; each other language becomes one module,
 * `virtual:language/uk`, that is loaded when it is spoken. The values in a text go through `shown`.
 *
 * The compiler writes a module for each message where it builds what ships (`app_name.js`), and one
 * for each language everywhere else (`uk.js`, used from `_index.js`).
 */
export function lazyLanguages(outdir: string): Plugin {
  const folder = join(outdir, "messages");

  async function everyText(language: string): Promise<string> {
    const files = (await readdir(folder)).sort();
    if (files.includes(`${language}.js`)) {
      const whole = JSON.stringify(join(folder, `${language}.js`));
      return `import * as texts from ${whole};\nexport default texts;`;
    }
    const names: string[] = [];
    const texts: string[] = [];
    for (const file of files) {
      const text = definition(language).exec(await readFile(join(folder, file), "utf8"));
      // A message without a text in this language is shown in English.
      if (text?.[1] === undefined) continue;
      names.push(`${text[1]}: ${language}_${text[1]}`);
      texts.push(text[0]);
    }
    const registry = JSON.stringify(join(outdir, "registry.js"));
    return [
      SHOWN,
      `import * as registry from ${registry};`,
      ...texts.map((text) => text.replace(VALUE, "${shown($1)}")),
      `export default { ${names.join(", ")} };`,
    ].join("\n");
  }

  return {
    name: "switchboard:lazy-languages",
    resolveId: (id) => (VIRTUAL.test(id) ? `\0${id}` : null),
    load: (id) => {
      const language = VIRTUAL.exec(id)?.[1];
      return language === undefined ? null : everyText(language);
    },
    transform: (code, id) => {
      if (!MODULE.test(id)) return null;
      const chosen = code
        .replace(VALUE, "${shown($1)}")
        .replace(/^import \* as __(?!en\b)\w+ from .*$/gm, "")
        .replace(DISPATCH, "\treturn (translated('$2') ?? $1$2)(inputs)\n");
      if (chosen.includes("const locale = ")) {
        throw new Error(`The compiled messages of ${id} don't look as they used to.`);
      }
      const imports = [
        ...(chosen.includes("translated(") ? [TRANSLATED] : []),
        ...(chosen.includes("shown(") ? [SHOWN] : []),
      ];
      return { code: [...imports, chosen].join("\n"), map: null };
    },
  };
}
