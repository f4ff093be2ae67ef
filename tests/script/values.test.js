import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { Assets } from "../../cls_dash/render/static/loading.js";
import { nearest } from "../../cls_dash/render/static/map_choices.js";
import { SharedValues } from "../../cls_dash/render/static/shared_values.js";

const KNOWN = {
  levels: { commune: "Communes", epci: "Intercommunalités" },
  layers: [
    { code: "density", title: "Densité", group: "Population", levels: ["commune", "epci"] },
    { code: "income", title: "Revenu", group: "Revenus", levels: ["epci"] },
  ],
};

test("a choice keeps its level where the layer is known there, else takes the first", () => {
  assert.deepEqual(nearest(KNOWN, { layer: "density", level: "epci" }).level, "epci");
  assert.deepEqual(nearest(KNOWN, { layer: "income", level: "commune" }).level, "epci");
});

/** Return shared values whose answers come when the test gives them. */
function shared() {
  const [answers, applied, told] = [new Map(), [], []];
  const values = new SharedValues({
    assets: { get: (address) => new Promise((done) => answers.set(address, done)) },
    apply({ key }) {
      applied.push(key);
      values.tellChoice(); // As once it is painted.
    },
    tellPage: (done) => told.push(done),
  });
  values.choices = { show() {}, offer() {} };
  const page = { choices: "choices", values: "values/1", level: "commune", layer: "density", heard: 0 };
  const answer = async (level, layer) => {
    answers.get(`values/1/${level}/${layer}/values.json`)({ key: `${level} ${layer}`, legend: {} });
    await new Promise((done) => setImmediate(done));
  };
  return { values, applied, told, page, answer };
}

test("the page is told of a choice once it is shown, and what came late is not shown", async () => {
  const { values, applied, told, page, answer } = shared();
  values.share(page);
  values.ask({ layer: "income", level: "epci" });
  await answer("commune", "density");
  assert.deepEqual(applied, []);
  await answer("epci", "income");
  assert.deepEqual(applied, ["epci income"]);
  assert.deepEqual(told.map(({ layer, level }) => [layer, level]), [["income", "epci"]]);
});

test("a page that does not know of the last choice does not undo it", async () => {
  const { values, applied, page, answer } = shared();
  values.share(page);
  values.ask({ layer: "income", level: "epci" });
  values.share({ ...page, heard: values.asked - 1 });
  await answer("epci", "income");
  assert.deepEqual(applied, ["epci income"]);
  values.share({ ...page, heard: values.asked });
  await answer("commune", "density");
  assert.deepEqual(applied, ["epci income", "commune density"]);
});

test("an address that answers no more is said once, and asked for again", async (context) => {
  let lost = 0;
  const answers = [{ ok: false, status: 404 }, { ok: true, json: async () => ({ key: "a" }) }];
  context.mock.method(globalThis, "fetch", async () => answers.shift() ?? { ok: false, status: 404 });
  const assets = new Assets("assets", () => (lost += 1));
  assert.equal(await assets.get("a"), null);
  assert.deepEqual(await assets.get("a"), { key: "a" });
  assert.deepEqual(await assets.get("a"), { key: "a" });
  assert.equal(await assets.get("b"), null);
  assert.equal(lost, 1);
});
