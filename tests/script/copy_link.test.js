import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { copied, copyFrom, lastAddress } from "../../cls_dash/render/static/copy_link.js";

/** @param {(text: string) => Promise<void>} writeText @param {boolean} older */
function browser(writeText, older) {
  Object.defineProperty(globalThis, "navigator", { value: { clipboard: { writeText } }, configurable: true });
  globalThis.document = {
    body: { append() {} },
    createElement: () => ({ select() {}, remove() {} }),
    execCommand: () => older,
  };
}

test("an address is copied, by an older word where the browser has no clipboard", async () => {
  const written = [];
  browser(async (text) => { written.push(text); }, false);
  assert.equal(await copied("https://atlas/x?a=1"), true);
  assert.deepEqual(written, ["https://atlas/x?a=1"]);
  browser(async () => { throw new Error("refused"); }, true);
  assert.equal(await copied("a"), true);
  browser(async () => { throw new Error("refused"); }, false);
  assert.equal(await copied("a"), false);
});

test("the last run says the address, be it of a part of the page", () => {
  const runs = [["2", "b"], ["10", "c"], ["1", "a"]].map(([run, address]) => ({ dataset: { run, address } }));
  assert.equal(lastAddress({ querySelectorAll: () => runs }), "c");
  assert.equal(lastAddress({ querySelectorAll: () => [] }), "");
});

test("the button says what became of it, then its name again", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  browser(async () => {}, false);
  const button = { dataset: {}, textContent: "Copier le lien", setAttribute() {} };
  await copyFrom(button, "a");
  await copyFrom(button, "a");
  assert.equal(button.textContent, "Lien copié");
  mock.timers.tick(5000);
  assert.equal(button.textContent, "Copier le lien");
  mock.timers.reset();
});
