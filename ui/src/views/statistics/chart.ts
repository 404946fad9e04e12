/** What a chart shows and how it is drawn; the drawing itself is uPlot's. */
import type uPlot from "uplot";
import { formatLocale } from "$lib/language";

export interface Series {
  name: string;
  values: readonly (number | null)[];
}

export interface Drawn {
  kind: "bars" | "lines";
  /** Names of the positions, in order. */
  names: readonly string[];
  series: readonly Series[];
  /** What the numbers are, at the axis; nothing for counts. */
  unit: string | null;
}

/** Colours as the page computes them: a canvas knows no variables. */
export interface Colours {
  series: readonly string[];
  text: string;
  grid: string;
  font: string;
}

const compact = () =>
  new Intl.NumberFormat(formatLocale(), { notation: "compact", maximumFractionDigits: 1 });

/** The second of two series is told by its form as well: hollow bars, a broken line. */
const DASH = [6, 4];

type Library = typeof uPlot;

export function options(
  library: Library,
  drawn: Drawn,
  colours: Colours,
  size: { width: number; height: number },
  oncursor: (at: number | null) => void,
): uPlot.Options {
  const { names } = drawn;
  const bars = drawn.kind === "bars";
  const axis = {
    stroke: colours.text,
    font: colours.font,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  };
  return {
    ...size,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: !bars } },
    padding: [8, 12, 0, 0],
    scales: {
      x: { time: false, range: () => [-0.6, names.length - 0.4] },
      y: { range: (_, _min, max) => [0, Math.max(1, max * 1.05)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        incrs: [1, 2, 3, 4, 6, 7, 14, 28, 56, 112, 365],
        space: 56,
        values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? (names[at] ?? "") : "")),
      },
      {
        ...axis,
        size: 48,
        // Halves of a message would be nonsense.
        ...(drawn.unit === null
          ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 1e5] }
          : {}),
        values: (_, splits) => splits.map((value) => compact().format(value)),
      },
    ],
    series: [
      {},
      ...drawn.series.map((one, at): uPlot.Series => {
        const colour = colours.series[at] ?? colours.text;
        const hollow = at % 2 === 1;
        if (!bars)
          return {
            label: one.name,
            stroke: colour,
            width: 2,
            spanGaps: true,
            ...(hollow ? { dash: DASH } : {}),
            points: { show: true, size: 6 },
          };
        const paths = library.paths.bars?.({
          size: [0.7 / drawn.series.length, 28],
          align: drawn.series.length === 1 ? 0 : at === 0 ? -1 : 1,
          radius: 0.1,
        });
        return {
          label: one.name,
          stroke: colour,
          width: hollow ? 1.5 : 0,
          ...(hollow ? {} : { fill: colour }),
          ...(paths ? { paths } : {}),
          points: { show: false },
        };
      }),
    ],
    hooks: { setCursor: [(plot) => oncursor(plot.cursor.idx ?? null)] },
  };
}

export function data(drawn: Drawn): uPlot.AlignedData {
  return [drawn.names.map((_, at) => at), ...drawn.series.map(({ values }) => [...values])];
}
