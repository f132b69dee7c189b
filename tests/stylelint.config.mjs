// What the linter of styles asks for: nothing unknown, nothing twice, nothing without effect.
export default {
  extends: ["stylelint-config-recommended"],
  reportDescriptionlessDisables: true,
  reportInvalidScopeDisables: true,
  reportNeedlessDisables: true,
  rules: {
    // Rules stand by what they are for, and few of them meet.
    "no-descending-specificity": null,
  },
  overrides: [
    {
      // Browsers don't know what CSS has for pages on paper: WeasyPrint does, and says what it doesn't.
      files: ["**/sheet.css"],
      rules: {
        "at-rule-descriptor-no-unknown": null,
        "declaration-property-value-no-unknown": null,
      },
    },
  ],
};
