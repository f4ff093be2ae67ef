// What other scripts put in a page, and what ours put there for them.
import type { AreaMap } from "./area_map.js";
import type { Together } from "./together.js";

declare global {
  interface Window {
    AreaMap: typeof AreaMap;
    areaMap?: AreaMap;
    atlasTogether?: Together;
    Streamlit: { setComponentValue(value: object): void };
  }
}
