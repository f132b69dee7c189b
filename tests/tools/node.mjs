// In: lines of JSON on the standard input, `{module, name, arguments, file}`: the address of a module,
// the name of a function that it exports, what to call it with. Bytes are `{$bytes}`, from where to
// where they stand in the file. Out: a line for each, `{result}`, or `{error}` and what people
// are `told` of it. Bytes are in base64.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

// The lines are ours alone: what a script logs goes to the standard error.
console.log = console.info = console.debug = console.error;

/** @param {any} value @param {Buffer} bytes @returns {any} */
function unpack(value, bytes) {
  if (Array.isArray(value)) return value.map((item) => unpack(item, bytes));
  if (value === null || typeof value !== "object") return value;
  if (value.$bytes) return new Uint8Array(bytes.subarray(...value.$bytes));
  const members = Object.entries(value).map(([key, member]) => [key, unpack(member, bytes)]);
  return Object.fromEntries(members);
}

/** @param {string} key @param {any} value */
function pack(key, value) {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString("base64") } : value;
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let answer;
  try {
    const { module, name, arguments: given, file } = JSON.parse(line);
    const exported = await import(module);
    answer = { result: await exported[name](...unpack(given, readFileSync(file))) };
  } catch (error) {
    answer = error instanceof Error ? { error: `${error.stack}`, told: [error.message, error.remedy] } : { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer, pack)}\n`);
}
