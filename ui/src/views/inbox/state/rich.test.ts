import { describe, expect, it } from "vitest";
import { NO_FIELDS, richOf, templateText } from "./rich";

describe("richOf", () => {
  it("takes a place only where it lies on the earth", () => {
    const place = { ...NO_FIELDS, name: "Office", latitude: "50,45", longitude: "30.5" };
    expect(richOf("location", place)).toMatchObject({ latitude: "50.45", longitude: "30.5" });
    expect(richOf("location", { ...place, latitude: "91" })).toBeNull();
    expect(richOf("location", { ...place, longitude: "" })).toBeNull();
  });

  it("takes links over https only", () => {
    expect(richOf("picture", { ...NO_FIELDS, url: "http://a.example/b.png" })).toBeNull();
    expect(richOf("picture", { ...NO_FIELDS, url: "https://a.example/b.png" })).not.toBeNull();
  });

  it("reads a row's title and description from its line", () => {
    const fields = { ...NO_FIELDS, text: "Choose", name: "Menu", lines: "Tea | green\n\nWater" };
    expect(richOf("list", fields)).toMatchObject({
      rows: [
        ["Tea", "green"],
        ["Water", ""],
      ],
    });
  });
});

describe("templateText", () => {
  it("shows values in place and keeps what is still missing in sight", () => {
    expect(templateText("Hi {{1}}, order {{2}}", ["Olena", " "])).toBe("Hi Olena, order {{2}}");
  });
});
