// The look, in one place: colours, type, radii. Everything else takes its values from here or from tokens.css.
import { createTheme } from "@mantine/core";
import type { CSSVariablesResolver, MantineColorsTuple } from "@mantine/core";

const pine: MantineColorsTuple = [
  "#eef7f4",
  "#dcece7",
  "#b5d8ce",
  "#8bc3b4",
  "#68b19e",
  "#4fa58f",
  "#2f8f79",
  "#177362",
  "#125f51",
  "#0a4a3f",
];

// Mantine's dark surfaces, with the same breath of green as our own.
const dark: MantineColorsTuple = [
  "#e6ebe9",
  "#c3ccc8",
  "#9aa6a2",
  "#7b8783",
  "#3a4441",
  "#2c3532",
  "#202725",
  "#171c1b",
  "#111615",
  "#0b0f0e",
];

/** Mantine's theme. */
export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 7 },
  colors: { pine, dark },
  fontFamily: "var(--tl-font)",
  fontFamilyMonospace:
    "'JetBrains Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: {
    fontWeight: "620",
    sizes: { h1: { fontSize: "1.375rem" }, h2: { fontSize: "1.0625rem" }, h3: { fontSize: "0.9375rem" } },
  },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "20px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  autoContrast: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, fz: "xs" } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: "lg",
        overlayProps: { backgroundOpacity: 0.35 },
        closeButtonProps: { "aria-label": "Close" },
      },
      styles: { title: { fontWeight: 620 } },
    },
    Drawer: {
      defaultProps: {
        overlayProps: { backgroundOpacity: 0.18 },
        closeButtonProps: { "aria-label": "Close" },
      },
      styles: { title: { fontWeight: 620 } },
    },
    TextInput: { defaultProps: { size: "sm" } },
    Badge: {
      defaultProps: { radius: "sm", variant: "light" },
      styles: { root: { textTransform: "none", fontWeight: 560 } },
    },
    Table: { defaultProps: { verticalSpacing: "sm", horizontalSpacing: "md" } },
  },
});

/** Mantine's own surfaces follow our tokens, so that cards, inputs and menus share one ground. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#ffffff",
    "--mantine-color-text": "#1f2624",
    "--mantine-color-dimmed": "#5d6865",
    "--mantine-color-placeholder": "#74807c",
    "--mantine-color-default-border": "#dadfdd",
    // Mantine's own are too pale for small words on their ground.
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-red-text": "#c92a2a",
    "--mantine-color-yellow-light-color": "#7c4a00",
    "--mantine-color-orange-light-color": "#9a3412",
  },
  dark: {
    "--mantine-color-body": "#171c1b",
    "--mantine-color-text": "#e6ebe9",
    "--mantine-color-dimmed": "#9aa6a2",
    "--mantine-color-placeholder": "#7f8b87",
    "--mantine-color-default-border": "#333c39",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-red-text": "#ff8787",
    "--mantine-color-default": "#1e2423",
    "--mantine-color-default-hover": "#262d2b",
  },
});
