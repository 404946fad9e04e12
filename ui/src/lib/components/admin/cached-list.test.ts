import { expect, test } from "vitest";
import type { Cached } from "$lib/ipc";
import { cached, failure, refuse } from "../../../test/admin-fixtures";
import { CachedList } from "./cached-list.svelte";

test("what_is_known_shows_before_the_service_answers", async () => {
  let answer: (value: Cached<string[]>) => void = () => undefined;
  const list = new CachedList<string>();
  const opened = list.open((refresh) =>
    refresh
      ? new Promise((resolve) => {
          answer = resolve;
        })
      : Promise.resolve(cached(["old"])),
  );
  await expect.poll(() => list.items).toEqual(["old"]);
  expect(list.loading, "and a fresh one is on its way").toBe(true);
  await expect.poll(() => list.phase).toBe("ready");
  answer(cached(["new"]));
  await opened;
  expect(list.items, "then the fresh one").toEqual(["new"]);
  expect(list.loading).toBe(false);
});

test("a_failed_refresh_keeps_what_is_there", async () => {
  const list = new CachedList<string>();
  await list.open((refresh) => {
    if (refresh) refuse("offline");
    return Promise.resolve(cached(["old"]));
  });
  expect(list.items, "still there").toEqual(["old"]);
  expect(list.phase, "still a list").toBe("ready");
  expect(list.error?.code, "and why it isn't fresh").toBe("offline");
});

test("nothing_known_and_nothing_heard_is_a_failure", async () => {
  const list = new CachedList<string>();
  await list.open(() => Promise.resolve({ value: [], at: null, error: failure("server") }));
  expect(list.phase, "not an empty list").toBe("failed");
});

test("an_empty_answer_is_not_a_failure", async () => {
  const list = new CachedList<string>();
  await list.open(() => Promise.resolve(cached([])));
  expect(list.phase, "the service says there are none").toBe("empty");
});

test("a_source_that_was_left_never_shows", async () => {
  const list = new CachedList<string>();
  let late: (value: Cached<string[]>) => void = () => undefined;
  const first = list.open(
    () =>
      new Promise((resolve) => {
        late = resolve;
      }),
  );
  await list.open(() => Promise.resolve(cached(["second"])));
  late(cached(["first"]));
  await first;
  expect(list.items, "the source on screen").toEqual(["second"]);
});

test("an_answer_of_this_moment_is_not_asked_for_twice", async () => {
  const asked: boolean[] = [];
  const list = new CachedList<string>();
  await list.open((refresh) => {
    asked.push(refresh);
    return Promise.resolve({ value: ["a"], at: Date.now(), error: null });
  });
  expect(asked, "the program had asked the service, as nothing was known").toEqual([false]);
  expect(list.loading).toBe(false);
});
