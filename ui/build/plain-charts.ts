import type { Plugin } from "vite";

const CHARTS = /\/uplot\/dist\/uPlot\.esm\.js(\?|$)/;
const ASKED = "new Intl.NumberFormat(domEnv ? nav.language : 'en-US')";

/**
 * The chart library asks for the system's way with numbers as soon as it is loaded. A system
 * without a language names itself "C" there, which `Intl` refuses: no chart would ever be drawn.
 * Our charts bring their own words for numbers, so that any known language does.
 */
export function plainCharts(): Plugin {
  return {
    name: "switchboard:plain-charts",
    transform: (code, id) => {
      if (!CHARTS.test(id)) return null;
      if (!code.includes(ASKED)) {
        throw new Error("The chart library doesn't look as it used to.");
      }
      return { code: code.replace(ASKED, "new Intl.NumberFormat('en-US')"), map: null };
    },
  };
}
