// Messages between Playwright and stock Firefox (WebDriver BiDi) -> messages that both understand.
// Loaded into Playwright's driver before its own code; what is said to Chromium passes unchanged.

const { parse, stringify } = JSON;

JSON.stringify = (value, ...rest) => stringify(understood(value), ...rest);

function understood(message) {
  switch (message?.method) {
    // Every new context sets media features, even where none are asked for. Firefox 153 does not
    // know the command: it gets another that changes nothing.
    case "emulation.setMediaFeaturesOverride":
      return { ...message, method: "session.status", params: {} };
    // Playwright counts in inches, the standard in centimeters.
    case "browsingContext.print": {
      const { page, margin } = message.params;
      return { ...message, params: { ...message.params, page: metric(page), margin: metric(margin) } };
    }
    // A window of its own takes much longer to open than a tab.
    case "browsingContext.create":
      return { ...message, params: { ...message.params, type: "tab" } };
    default:
      return message;
  }
}

function metric(inches) {
  return Object.fromEntries(Object.entries(inches).map(([side, length]) => [side, length * 2.54]));
}

// The download of a blob belongs to no navigation, and has no id of its own yet: without one,
// Playwright passes over it.
JSON.parse = (...given) => {
  const message = parse(...given);
  const { method, params } = message ?? {};
  if (method === "browsingContext.downloadWillBegin" || method === "browsingContext.downloadEnd") {
    params.download ??= params.navigation ?? params.url;
  }
  return message;
};
