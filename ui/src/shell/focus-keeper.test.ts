import { afterEach, beforeEach, expect, test } from "vitest";
import { keepFocusWithin } from "./focus-keeper";

let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = `
    <div id="root">
      <section data-pane="conversation">
        <div tabindex="0" data-pane-focus id="history"></div>
        <p><button id="undo">Undo</button></p>
        <div data-pane="composer"><textarea data-pane-focus id="box"></textarea></div>
      </section>
    </div>
    <button id="elsewhere">Elsewhere</button>`;
  stop = keepFocusWithin(document.getElementById("root") as HTMLElement);
});

afterEach(() => {
  stop();
  document.body.innerHTML = "";
});

const focused = () => document.activeElement?.id;
const by = (id: string) => document.getElementById(id) as HTMLElement;
const soon = () => new Promise((resolve) => setTimeout(resolve));

test("the_pane_takes_the_focus_of_a_button_that_goes", async () => {
  by("undo").focus();
  by("undo").remove();
  await soon();
  expect(focused()).toBe("history");
});

test("a_box_that_is_made_anew_is_written_in_again", async () => {
  by("box").focus();
  by("box").outerHTML = '<textarea data-pane-focus id="new"></textarea>';
  await soon();
  expect(focused(), "the innermost pane").toBe("new");
});

test("who_went_elsewhere_is_not_called_back", async () => {
  by("undo").focus();
  by("elsewhere").focus();
  by("undo").remove();
  await soon();
  expect(focused()).toBe("elsewhere");
});
