/** What was there before stays where nothing about it changed, so that nothing is drawn anew. Pure. */

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** The new things, those that are as before by their old objects; they are matched by key. */
export function kept<T>(
  before: Iterable<T>,
  now: readonly T[],
  key: (thing: T) => string,
): readonly T[] {
  const known = new Map<string, T>();
  for (const thing of before) known.set(key(thing), thing);
  return now.map((thing) => {
    const old = known.get(key(thing));
    return old !== undefined && same(old, thing) ? old : thing;
  });
}
