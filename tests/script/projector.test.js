import assert from "node:assert/strict";
import { test } from "node:test";
import { Steps, answerTo } from "../../cls_dash/render/static/projector_keys.js";

const READING = { typing: false, onButton: false };
const answer = (key, focus = {}, event = {}) =>
  answerTo({ key, ctrlKey: false, altKey: false, metaKey: false, ...event }, { ...READING, ...focus });

for (const [key, step] of Object.entries({
  ArrowRight: "suivant", PageDown: "suivant", " ": "suivant",
  ArrowLeft: "precedent", PageUp: "precedent", Home: "premier", End: "dernier",
})) {
  test(`the key «${key}» goes to «${step}»`, () => assert.deepEqual(answer(key), { step }));
}

test("other keys decide, leave, and scroll", () => {
  assert.deepEqual(answer("Enter"), { button: "decider" });
  assert.deepEqual(answer("Escape"), { button: "quitter" });
  assert.deepEqual(answer("ArrowDown"), { scroll: 0.6 });
  assert.deepEqual(answer("ArrowUp"), { scroll: -0.6 });
  for (const letter of ["d", "D", "x", "1", "."]) assert.deepEqual(answer(letter), {});
});

test("who types writes, and Escape leaves the field", () => {
  for (const key of ["Enter", " ", "ArrowRight", "ArrowDown"]) {
    assert.deepEqual(answer(key, { typing: true }), {});
  }
  assert.deepEqual(answer("Escape", { typing: true }), { leave: true });
});

test("the space bar and Enter on a button press that button", () => {
  assert.deepEqual(answer("Enter", { onButton: true }), {});
  assert.deepEqual(answer(" ", { onButton: true }), {});
  assert.deepEqual(answer("ArrowRight", { onButton: true }), { step: "suivant" });
});

test("the browser keeps its own shortcuts", () => {
  for (const held of ["ctrlKey", "altKey", "metaKey"]) {
    assert.deepEqual(answer("ArrowLeft", {}, { [held]: true }), {});
  }
});

/** Steps over slides that come when they are told to. */
function projector(pressable = () => true) {
  const pressed = [];
  const shown = { slide: "1" };
  const steps = new Steps((button) => pressable(button) && pressed.push(button) > 0, () => shown.slide);
  return { pressed, steps, arrive: (slide) => steps.see((shown.slide = slide)) };
}

test("a step waits for the slide of the one before", (context) => {
  context.mock.method(globalThis, "setTimeout", () => 0);
  const { pressed, steps, arrive } = projector();
  ["suivant", "suivant", "precedent"].forEach((button) => steps.ask(button));
  assert.deepEqual(pressed, ["suivant"]);
  arrive("1");
  assert.deepEqual(pressed, ["suivant"]);
  arrive("2");
  assert.deepEqual(pressed, ["suivant", "suivant"]);
  arrive("3");
  assert.deepEqual(pressed, ["suivant", "suivant", "precedent"]);
});

test("a button that cannot be pressed does not hold the next step", (context) => {
  context.mock.method(globalThis, "setTimeout", () => 0);
  const { pressed, steps } = projector((button) => button !== "precedent");
  ["precedent", "suivant"].forEach((button) => steps.ask(button));
  assert.deepEqual(pressed, ["suivant"]);
});

test("a slide that never comes holds the next step for a while only", (context) => {
  const waits = [];
  context.mock.method(globalThis, "setTimeout", (answer) => waits.push(answer));
  const { pressed, steps } = projector();
  ["suivant", "suivant"].forEach((button) => steps.ask(button));
  waits[0]();
  assert.deepEqual(pressed, ["suivant", "suivant"]);
});
