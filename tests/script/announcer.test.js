import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer, DONE, WORKING } from "../../cls_dash/render/static/announcer.js";

const EQUITY = { title: "Équité", answer: "Trop peu." };

function listener() {
  const heard = [];
  return { heard, announcer: new Announcer((text) => heard.push(text)) };
}

test("a page that opens is read, not announced", () => {
  const { heard, announcer } = listener();
  announcer.wait();
  announcer.rest(EQUITY);
  assert.deepEqual(heard, []);
});

test("an answer that changes is announced, with its page where that is another", () => {
  const { heard, announcer } = listener();
  announcer.rest(EQUITY);
  announcer.rest({ ...EQUITY, answer: "Assez." });
  announcer.rest({ title: "Plan du site", answer: "" });
  assert.deepEqual(heard, ["Assez.", "Plan du site."]);
});

test("a long run is told, and so is its end where the answer is the same", () => {
  const { heard, announcer } = listener();
  announcer.rest(EQUITY);
  announcer.wait();
  announcer.rest(EQUITY);
  announcer.rest(EQUITY);
  assert.deepEqual(heard, [WORKING, DONE]);
});
