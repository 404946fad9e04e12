import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { lazyLanguages } from "./build/lazy-languages.ts";
import { plainCharts } from "./build/plain-charts.ts";

const messages = fileURLToPath(new URL("./src/lib/paraglide", import.meta.url));

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: "./project.inlang",
      outdir: messages,
      strategy: ["globalVariable", "baseLocale"],
    }),
    lazyLanguages(messages),
    plainCharts(),
    svelte(),
    svelteTesting(),
  ],
  resolve: { alias: { $lib: fileURLToPath(new URL("./src/lib", import.meta.url)) } },
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: "127.0.0.1" },
  build: {
    // The window's security policy forbids data: addresses, so nothing is inlined.
    assetsInlineLimit: 0,
    // The oldest web view we run in: WebKitGTK 2.40, WKWebView of macOS 13.
    target: ["safari16.4", "chrome111"],
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
  },
});
