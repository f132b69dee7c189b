// Messages between Playwright and stock Firefox (WebDriver BiDi) -> messages that both understand.
// Loaded into Playwright's driver before its own code; what is said to Chromium passes unchanged.

const { parse, stringify } = JSON;

// Every new context sets media features, even where none are asked for. Firefox 153 does not know
// the command: it gets another that changes nothing.
JSON.stringify = (value, ...rest) => {
  const isUnknown = value?.method === "emulation.setMediaFeaturesOverride";
  return stringify(isUnknown ? { ...value, method: "session.status", params: {} } : value, ...rest);
};

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
