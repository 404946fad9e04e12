import { expect, test } from "vitest";
import { channelName, statusName, statusTone } from "./words";

test("statuses of only some services have a name in plain words", () => {
  expect(statusName("other:bot"), "the bot answers").toBe("With the bot");
  expect(statusName("other:bulk"), "made by a bulk send").toBe("Bulk send");
  expect(statusName("other:9"), "unheard of, shown as it came").toBe("Status 9");
  expect(statusTone("other:bot"), "none of the usual five").toBe("other");
});

test("one messenger has one name, whatever a service calls it", () => {
  expect(channelName("messenger")).toBe(channelName("facebook"));
  expect(channelName("website_chat")).toBe(channelName("widget"));
});
