import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import EmojiPicker from "./EmojiPicker.svelte";

test("emoji_are_one_stop_for_tab_and_arrows_walk_them", async () => {
  const picked: string[] = [];
  render(EmojiPicker, { onpick: (emoji: string) => picked.push(emoji) });
  const buttons = screen.getAllByRole("button");
  expect(buttons.filter((button) => button.tabIndex === 0)).toHaveLength(1);
  await userEvent.keyboard("{ArrowRight}{ArrowDown}{Enter}");
  expect(picked).toEqual([buttons[10]?.textContent]);
});
