import { sorting } from "$lib/language";

/** Which column a table is sorted by, and which way. */
export interface Order<Column extends string> {
  column: Column;
  descending: boolean;
}

export function compareText(a: string, b: string): number {
  return sorting().compare(a, b);
}

/** The order after a column's heading was chosen: the same column turns round. */
export function turned<Column extends string>(order: Order<Column>, column: Column): Order<Column> {
  return { column, descending: order.column === column && !order.descending };
}

/** Text as it is searched: case, accents' composition and outer spaces don't matter. */
export function searchable(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase().trim();
}

/** Whether every word of the query is somewhere in the texts. */
export function matches(query: string, ...texts: string[]): boolean {
  const words = searchable(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const whole = texts.map(searchable).join("\n");
  return words.every((word) => whole.includes(word));
}
