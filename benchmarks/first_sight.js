// Watches when an answer and a map are first seen, in the page or in a frame of it.
window.seen = {};
window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  window.shift += entry.value;
})).observe({ type: "layout-shift", buffered: true });
if (window === window.top) {
  const { seen } = window;
  const ANSWER = ".atlas-answer, [data-testid='stSelectbox']";
  const visible = (each) => each?.checkVisibility({ visibilityProperty: true })
    && each.getBoundingClientRect().height > 0;
  const drawn = (frame) => {
    const inside = frame.contentDocument;
    return visible(frame) && (inside?.querySelector("#map_div")?.dataset.painted
      || inside?.querySelector("path.leaflet-interactive"));
  };
  const look = () => {
    const now = performance.now();
    if (!seen.answer && [...document.querySelectorAll(ANSWER)].some(visible)) seen.answer = now;
    if (!seen.map && (visible(document.querySelector(".sight-map svg, .sight-map img"))
      || [...document.querySelectorAll("iframe")].some(drawn))) seen.map = now;
    if (!document.getElementById("premiere-vue")
      && [...document.querySelectorAll("iframe")].some(drawn)) seen.whole = now;
    if (!seen.whole) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
