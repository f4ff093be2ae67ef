// Where the focus is, what shows it, and whether it follows the order of the page.
() => {
  let at = document.activeElement;
  if (at === document.body) return null;
  const before = window.focusBefore;
  window.focusBefore = at;
  const back = Boolean(before && before !== at && (before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_PRECEDING)
    && !before.contains(at) && !at.contains(before));
  const inMap = at instanceof HTMLIFrameElement;
  if (inMap) at = at.contentDocument.activeElement;
  const box = at.getBoundingClientRect();
  // A switch is drawn beside its field, which is there for screen readers alone.
  const drawn = box.width > 2 ? [at] : [...(at.closest("label") ?? at.parentElement.parentElement).querySelectorAll("*")];
  const shown = [...drawn, at.closest(".react-aria-ComboBox > [role=group]")].filter(Boolean).some((each) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none";
  });
  const name = `${at.tagName} «${(at.getAttribute("aria-label") || at.textContent || "").trim().slice(0, 50)}»`;
  return { name, inMap, shown, back };
}
