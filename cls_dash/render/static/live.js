// What a screen reader is told without asking: a region that outlives what changes around it.

/**
 * Return the region whose text is read aloud, once what is being read is over.
 *
 * @returns {HTMLElement}
 */
export function liveRegion() {
  /** @type {HTMLElement | null} */
  const there = document.querySelector(".atlas-live");
  if (there) return there;
  const live = document.createElement("div");
  live.className = "atlas-live";
  live.setAttribute("role", "status");
  live.setAttribute("aria-live", "polite");
  document.body.append(live);
  return live;
}
