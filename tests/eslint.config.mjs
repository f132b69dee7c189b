// What the linter of JavaScript asks for. Names that nobody declares are the type checker's to find.
import js from "@eslint/js";

export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    rules: {
      "no-undef": "off",
      // PDF counts some of them among its spaces.
      "no-control-regex": "off",
      "no-unused-vars": ["error", { varsIgnorePattern: "^_$" }],
      "default-case-last": "error",
      eqeqeq: "error",
      "no-else-return": "error",
      "no-self-compare": "error",
      "no-template-curly-in-string": "error",
      "no-throw-literal": "error",
      "no-unneeded-ternary": "error",
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
];
