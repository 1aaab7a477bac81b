import { DEFAULT_THEME, mergeMantineTheme } from "@mantine/core";
import { expect, it } from "vitest";
import { cssVariablesResolver, theme } from "./theme.ts";

const merged = mergeMantineTheme(DEFAULT_THEME, theme);
const { light, dark } = cssVariablesResolver(merged);
const shade = (colour: string, index: number): string => merged.colors[colour]?.[index] ?? "";

/** How well a colour can be read on another, as WCAG counts it: from 1 (not at all) to 21. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [one, other].map(luminance).toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

it("small words can be read on their ground, by day and by night", () => {
  for (const colours of [light, dark])
    for (const name of ["text", "dimmed", "error", "red-text"])
      expect(
        contrast(colours[`--mantine-color-${name}`] ?? "", colours["--mantine-color-body"] ?? ""),
        name,
      ).toBeGreaterThan(4.5);
});

it("a badge that warns can be read by day", () => {
  for (const colour of ["yellow", "orange"])
    expect(
      contrast(light[`--mantine-color-${colour}-light-color`] ?? "", shade(colour, 1)),
      colour,
    ).toBeGreaterThan(4.5);
});
