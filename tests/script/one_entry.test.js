import assert from "node:assert/strict";
import { test } from "node:test";
import { keepOneEntry } from "../../cls_dash/render/static/one_entry.js";

/** @param {string} opened */
function browser(opened) {
  const entries = [opened];
  const resolved = (url) => new URL(url, entries.at(-1)).href;
  const history = {
    pushState: (_state, _unused, url) => entries.push(resolved(url)),
    replaceState: (_state, _unused, url) => { entries[entries.length - 1] = resolved(url); },
  };
  keepOneEntry(history, () => entries.at(-1) ?? "");
  return { entries, history };
}

test("a choice takes the place of the page's entry, another page has its own", () => {
  const { entries, history } = browser("https://atlas/equite?territoire=a");
  history.pushState({}, "", "/equite?territoire=b");
  history.pushState({}, "", "?territoire=c");
  assert.deepEqual(entries, ["https://atlas/equite?territoire=c"]);
  history.pushState({}, "", "/ma_commune?territoire=c");
  history.pushState({}, "", "/ma_commune?territoire=c&commune=1");
  assert.deepEqual(entries, [
    "https://atlas/equite?territoire=c", "https://atlas/ma_commune?territoire=c&commune=1",
  ]);
});
