// A background that is asked from another host only once the reader wants it.
import { element, inCorner } from "./elements.js";

/** @import { Tiles } from "./messages.js" */

/**
 * @param {L.Map} map
 * @param {Tiles} tiles
 * @param {(on: boolean) => void} transparent
 */
export function addBackground(map, { address, credits, label }, transparent) {
  const box = element("label", "atlas-note");
  const mark = box.appendChild(element("input"));
  mark.type = "checkbox";
  box.appendChild(element("span", "", label));
  const tiles = L.tileLayer(address, { maxZoom: 19, maxNativeZoom: 18 });
  const said = element("small", "atlas-credits", credits);
  mark.addEventListener("change", () => {
    if (mark.checked) tiles.addTo(map);
    else tiles.remove();
    if (mark.checked) box.appendChild(said);
    else said.remove();
    transparent(mark.checked);
  });
  return inCorner(map, "topright", box);
}
