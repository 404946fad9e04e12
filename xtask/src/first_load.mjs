// Prints how many bytes, gzipped, a built page loads before anything is clicked: its scripts, what
// they import at once (Vite lists that as modulepreload), and its style sheets.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { argv, stdout } from "node:process";
import { gzipSync } from "node:zlib";

const dist = argv[2];
const page = readFileSync(join(dist, "index.html"), "utf8");
const files = new Set(
  [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map((match) => match[1]),
);
let bytes = gzipSync(page).length;
for (const file of files) bytes += gzipSync(readFileSync(join(dist, file))).length;
stdout.write(String(bytes));
