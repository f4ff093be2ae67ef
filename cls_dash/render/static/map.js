// What the page of a map finds once this is loaded, after Leaflet.
import { AreaMap } from "./area_map.js";
import { printWhole } from "./printed_map.js";
import { joinOthers } from "./together.js";

window.AreaMap = AreaMap;
L.Map.addInitHook(/** @this {L.Map} */ function () {
  joinOthers(this);
  printWhole(this);
});
