// The width of paper: what has the width of a screen is narrowed before it is printed.
export const PAPER = 690; // Pixels: an A4 page inside its margins, at 96 to an inch.
export const HALF = PAPER / 2 - 8; // Of a map beside one that it is compared with.

/** @param {Window} view Whose printing is prepared: charts as wide as the screen are zoomed. */
export function narrowCharts(view) {
  const charts = () => /** @type {NodeListOf<HTMLElement>} */ (
    view.document.querySelectorAll(".js-plotly-plot"));
  view.addEventListener("beforeprint", () => {
    for (const chart of charts()) {
      chart.style.zoom = String(Math.min(1, PAPER / chart.offsetWidth));
    }
  });
  view.addEventListener("afterprint", () => {
    for (const chart of charts()) chart.style.zoom = "";
  });
}
