// How this page wants its cards: sizes, spacing and limits as people know them from Teams.
// Colours are CSS variables (cards.css), so light and dark are one configuration and a card need not be drawn again.

const tone = (name) => ({
  default: `var(--card-${name})`,
  subtle: `var(--card-${name}-subtle)`,
  highlightColors: { default: `var(--card-${name}-highlight)`, subtle: `var(--card-${name}-highlight)` },
});

const TONES = Object.fromEntries(["default", "dark", "light", "accent", "good", "warning", "attention"].map((name) => [name, tone(name)]));

const surface = (name) => ({
  backgroundColor: `var(--card-surface-${name})`,
  borderColor: `var(--card-edge-${name})`,
  foregroundColors: TONES,
});

export const HOST_CONFIG = {
  supportsInteractivity: true,
  fontTypes: {
    default: {
      fontFamily: "var(--font)",
      fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: "var(--font-mono)",
      fontSizes: { small: 12, default: 13, medium: 14, large: 18, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
  },
  lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
  spacing: { small: 4, default: 8, medium: 16, large: 24, extraLarge: 32, padding: 16 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  imageSizes: { small: 32, medium: 52, large: 100 },
  imageSet: { imageSize: "medium", maxImageHeight: 100 },
  containerStyles: Object.fromEntries(["default", "emphasis", "accent", "good", "warning", "attention"].map((name) => [name, surface(name)])),
  textStyles: {
    heading: { size: "large", weight: "bolder", color: "default", isSubtle: false, fontType: "default" },
    columnHeader: { size: "default", weight: "bolder", color: "default", isSubtle: false, fontType: "default" },
  },
  textBlock: { headingLevel: 3 },
  factSet: {
    title: { size: "default", color: "default", isSubtle: false, weight: "bolder", wrap: true, maxWidth: 180 },
    value: { size: "default", color: "default", isSubtle: false, weight: "default", wrap: true },
    spacing: 10,
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", color: "default", size: "small", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder", color: "default", size: "small" },
    },
    errorMessage: { color: "attention", size: "small", spacing: "small", weight: "default" },
    debounceTimeInMilliSeconds: 250,
    allowDynamicallyFilteredChoiceSet: false,
  },
  actions: {
    maxActions: 6,
    spacing: "medium",
    buttonSpacing: 0,
    showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    allowTitleToWrap: false,
    iconPlacement: "leftOfTitle",
    iconSize: 16,
  },
  table: { cellSpacing: 8 },
  adaptiveCard: { allowCustomStyle: false },
};
