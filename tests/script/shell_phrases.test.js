import assert from "node:assert/strict";
import { test } from "node:test";
import { frenchOf } from "../../cls_dash/render/static/shell_phrases.js";

test("only the shell’s own phrases are put in French", () => {
  assert.equal(frenchOf(" Open "), "Ouvrir");
  assert.equal(frenchOf("12 more"), "12 autres pages");
  assert.equal(frenchOf("Help for Contrat"), "Explication : Contrat");
  assert.equal(frenchOf("Années — start"), "Années : début");
  assert.equal(frenchOf("Remove Ouest Aveyron"), "Retirer Ouest Aveyron");
  assert.equal(frenchOf("500MB per file • CSV"), "500 Mo au plus par fichier • CSV");
  for (const text of ["Openwork", "constructor", "toString", "More communes"]) {
    assert.equal(frenchOf(text), text);
  }
});
