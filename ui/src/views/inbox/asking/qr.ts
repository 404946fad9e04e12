/** A QR code as one path: a rectangle for each run of dark modules. Pure. */

/** Light modules around the code, which scanners need (ISO/IEC 18004 §6.3.8). */
export const QUIET = 4;

export function qrPath(rows: readonly (readonly boolean[])[]): string {
  const runs: string[] = [];
  rows.forEach((row, y) => {
    let start = -1;
    for (let x = 0; x <= row.length; x += 1) {
      if (row[x] === true) {
        if (start < 0) start = x;
      } else if (start >= 0) {
        runs.push(`M${start + QUIET} ${y + QUIET}h${x - start}v1h${start - x}z`);
        start = -1;
      }
    }
  });
  return runs.join("");
}
