import assert from "node:assert/strict";
import { test } from "node:test";
import { keepOneEntry, lastActed } from "../../cls_dash/render/static/one_entry.js";

/** @param {string} opened */
function browser(opened) {
  const entries = [opened];
  const resolved = (url) => new URL(url, entries.at(-1)).href;
  const here = () => entries.at(-1) ?? "";
  const reader = new EventTarget();
  const history = {
    state: null,
    pushState: (_state, _unused, url) => entries.push(resolved(url)),
    replaceState: (_state, _unused, url) => { entries[entries.length - 1] = resolved(url); },
  };
  keepOneEntry(history, here, lastActed(reader, here));
  return { entries, history, press: () => reader.dispatchEvent(new Event("pointerdown")) };
}

test("a choice takes the place of the page's entry, another page has its own", () => {
  const { entries, history, press } = browser("https://atlas/equite?territoire=a");
  history.pushState({}, "", "/equite?territoire=b");
  history.pushState({}, "", "?territoire=c");
  assert.deepEqual(entries, ["https://atlas/equite?territoire=c"]);
  press();
  history.pushState({}, "", "/ma_commune?territoire=c");
  history.pushState({}, "", "/ma_commune?territoire=c&commune=1");
  assert.deepEqual(entries, [
    "https://atlas/equite?territoire=c", "https://atlas/ma_commune?territoire=c&commune=1",
  ]);
});

test("an address of the next page, heard before it is named, leaves the entry of this one", () => {
  const { entries, history, press } = browser("https://atlas/ma_commune?commune=1");
  history.pushState({}, "", "?commune=2");
  press();
  history.pushState({}, "", "?territoire=a");
  history.pushState({}, "", "/carte_actions?territoire=a");
  assert.deepEqual(entries, [
    "https://atlas/ma_commune?commune=2", "https://atlas/carte_actions?territoire=a",
  ]);
});
