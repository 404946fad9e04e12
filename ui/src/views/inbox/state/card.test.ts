import { expect, test } from "vitest";
import { cardNumber } from "./card";

test("a_card_number_is_noticed_however_it_is_spaced", () => {
  expect(cardNumber("My card: 4242 4242 4242 4242, thanks")).toBe("4242 ••• 4242");
  expect(cardNumber("4242-4242-4242-4242")).toBe("4242 ••• 4242");
  expect(cardNumber("378282246310005"), "15 digits").toBe("3782 ••• 0005");
});

test("other_numbers_are_left_alone", () => {
  expect(cardNumber("Call +380 67 123 45 67"), "a phone").toBeNull();
  expect(cardNumber("Order 4242424242424241"), "its check digit is wrong").toBeNull();
  expect(cardNumber("0000 0000 0000 0000")).toBeNull();
  expect(cardNumber("IBAN UA213223130000026007233566001"), "too long").toBeNull();
});
