// In: lines of JSON on the standard input, `{module, name, arguments}`: the address of a module, the
// name of a function that it exports, what to call it with. Out: a line for each, `{result}` or
// `{error}`. Bytes are `{$bytes}`, in base64.
import { createInterface } from "node:readline";

// The lines are ours alone: what a script logs goes to the standard error.
console.log = console.info = console.debug = console.error;

/** @param {string} key @param {any} value */
function unpack(key, value) {
  const isBytes = value !== null && typeof value === "object" && typeof value.$bytes === "string";
  return isBytes ? new Uint8Array(Buffer.from(value.$bytes, "base64")) : value;
}

/** @param {string} key @param {any} value */
function pack(key, value) {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString("base64") } : value;
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let answer;
  try {
    const { module, name, arguments: given } = JSON.parse(line, unpack);
    const exported = await import(module);
    answer = { result: await exported[name](...given) };
  } catch (error) {
    answer = { error: error instanceof Error ? `${error.stack}` : String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer, pack)}\n`);
}
