/** Cuts text into plain stretches and links. Text stays text: nothing here makes HTML. */

export interface Segment {
  text: string;
  /** Where a link leads; absent for plain text. */
  url?: string;
}

const LINK =
  /(?:https?:\/\/|www\.)[^\s<>"'`]+|mailto:[^\s<>"'`]+@[^\s<>"'`]+|tel:\+?[\d()\-. ]{4,}\d|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/giu;
const TRAILING = /[.,;:!?…»”’)\]}]+$/u;

function trimEnd(link: string): string {
  let end = link;
  for (;;) {
    const tail = TRAILING.exec(end)?.[0];
    if (!tail) return end;
    // A closing bracket belongs to the link where its opening one does.
    const last = end.at(-1);
    if (last === ")" && end.split("(").length >= end.split(")").length) return end;
    end = end.slice(0, -1);
  }
}

function target(link: string): string | null {
  const url = /^www\./i.test(link)
    ? `https://${link}`
    : /^[a-z]+:/i.test(link)
      ? link
      : `mailto:${link}`;
  try {
    const scheme = new URL(url).protocol;
    return ["http:", "https:", "mailto:", "tel:"].includes(scheme) ? url : null;
  } catch {
    return null;
  }
}

export function linkify(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = trimEnd(match[0]);
    const url = target(link);
    if (url === null || link === "") continue;
    if (match.index > from) segments.push({ text: text.slice(from, match.index) });
    segments.push({ text: link, url });
    from = match.index + link.length;
  }
  if (from < text.length) segments.push({ text: text.slice(from) });
  return segments;
}
