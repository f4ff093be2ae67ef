// What a browser tells of a page, criterion by criterion: each returns what is not met.
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const said = (each) =>
    `${each.tagName.toLowerCase()}.${[...each.classList].slice(-2).join(".")} «${(each.getAttribute("aria-label")
      || each.textContent || "").trim().slice(0, 60)}»`;
  const seen = (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && each.getBoundingClientRect().width > 1;

  /** Red, green, blue and opacity of a colour, as the browser paints it. */
  const colour = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], ground) =>
    [r, g, b].map((part, rank) => part * a + ground[rank] * (1 - a)).concat(1);
  /** What is painted under the content of an element; nothing where no ground is declared. */
  const ground = (each) => {
    const layers = [];
    for (let at = each; at; at = at.parentElement) {
      const painted = colour(getComputedStyle(at).backgroundColor);
      layers.push(painted);
      if (painted[3] === 1) return layers.reverse().reduce((under, layer) => over(layer, under));
    }
    return null;
  };
  const light = (each) => {
    const [r, g, b] = each.slice(0, 3).map((part) => {
      const level = part / 255;
      return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  /** The page, and of its maps what stands over them: their towns are cut by their edge, as on any map. */
  const roots = () => [
    document.querySelector(".stApp, #premiere-vue"),
    ...[...document.querySelectorAll("iframe")].flatMap(({ contentDocument }) =>
      [...(contentDocument?.querySelectorAll(".leaflet-control") ?? [])]),
  ];

  function* texts() {
    for (const root of roots()) {
      const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode;
        const holder = text.parentElement;
        if (text.data.trim() && holder && seen(holder) && !holder.closest("style, script, svg, [translate=no]")) yield text;
      }
    }
  }

  /** Texts that a box cuts, without a way to scroll to the rest. */
  const cut = () => {
    const found = new Set();
    const hides = (way) => /hidden|clip/.test(way);
    for (const text of texts()) {
      const range = text.ownerDocument.createRange();
      range.selectNodeContents(text);
      const boxes = [...range.getClientRects()].filter(({ width }) => width > 1);
      for (let at = text.parentElement; at && boxes.length; at = at.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(at);
        const frame = at.getBoundingClientRect();
        // What is there for screen readers alone, and what scrolls.
        if (/auto|scroll/.test(overflowX + overflowY) || frame.width <= 1 || position === "fixed") break;
        const aside = (box) => box.right > frame.right + 2 || box.left < frame.left - 2;
        const beneath = (box) => box.bottom > frame.bottom + 3 || box.top < frame.top - 3;
        if ((hides(overflowX) && boxes.some(aside)) || (hides(overflowY) && boxes.some(beneath))) {
          found.add(said(text.parentElement));
        }
      }
    }
    for (const field of document.querySelectorAll("input[type=text]")) {
      if (seen(field) && field.value && field.scrollWidth > field.clientWidth + 1) found.add(`input «${field.value}»`);
    }
    return [...found];
  };

  /** Parts that one acts on, whose edge or ground is not told from what surrounds them. */
  const ACTIVE = ".stApp button[kind=secondary], .stApp button[kind^=segmented], .atlas-copy, .react-aria-ComboBox > [role=group], "
    + "[data-testid=stTextInputRootElement], [data-testid=stTextAreaRootElement], [data-testid=stCheckbox] label > span + div";
  const faint = () => [...document.querySelectorAll(ACTIVE)].filter(seen).flatMap((part) => {
    if (part.closest("[disabled], [aria-disabled=true]")) return [];
    const under = ground(part.parentElement);
    const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(part);
    const shown = parseFloat(borderTopWidth) ? [borderTopColor, backgroundColor] : [backgroundColor];
    const best = Math.max(...shown.map((each) => contrast(over(colour(each), under), under)));
    return best >= 3 ? [] : [`${best.toFixed(2)} ${said(part)}`];
  });

  /** Words that French does not have, in what is read or heard: the shell around the pages speaks English. */
  const ENGLISH = /(?<![\p{L}\d-])(the|to|of|and|your|you|with|from|this|select|clear|search|drag|drop|browse|upload|loading|running|help|press|available|open|close|show|hide|heading|sidebar|toggle|remove|choose|enter|view|copy|link|files|start|end|more|skip|app|map)(?![\p{L}\d-])/iu;
  const english = () => [document, ...[...document.querySelectorAll("iframe")].map(({ contentDocument }) => contentDocument)]
    .filter(Boolean).flatMap((page) => [...page.body.querySelectorAll("*")]).flatMap((each) => {
      if (each.closest("script, style, noscript, [lang=en], [translate=no]")) return [];
      const own = [...each.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data);
      const heard = ["aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt"].map((name) => each.getAttribute(name));
      return [...own, ...heard].filter((text) => text && ENGLISH.test(text)).map((text) => `${each.tagName} «${text.trim().slice(0, 60)}»`);
    });

  const drawn = [...document.querySelectorAll("[data-testid=stPlotlyChart]")].filter(seen);
  const captions = [...document.querySelectorAll("table")].filter(seen)
    .map((table) => table.caption?.textContent.trim() || "");
  return {
    "1.6": drawn.filter((chart) => !chart.closest("[data-testid=stVerticalBlock]").innerText.includes("Valeurs de ce graphique")).map(said),
    "3.3": faint(),
    "5.5": captions.filter((each, rank) => each.length < 12 || captions.indexOf(each) !== rank),
    "8.7": [...new Set(english())],
    "10.2": [...document.querySelectorAll(".stApp *")].filter(seen).flatMap((each) => ["::before", "::after"].flatMap((side) => {
      const written = getComputedStyle(each, side).content.replaceAll('"', "");
      const named = `${each.getAttribute("aria-label")} ${each.textContent}`.toLowerCase();
      return /\p{L}{2}/u.test(written) && !/^(none|normal|counter|url|linear)/.test(written)
        && !named.includes(written.toLowerCase()) ? [`${written} ${said(each)}`] : [];
    })),
    "10.3": [...document.querySelectorAll("[data-testid=stMain] *")].filter(seen).filter((each) => {
      const style = getComputedStyle(each);
      return style.order !== "0" || /reverse/.test(style.flexDirection) || style.cssFloat === "right";
    }).map(said),
    "10.5": [...texts()].filter((text) => !ground(text.parentElement)).map((text) => said(text.parentElement)),
    "12.8": [...document.querySelectorAll("[tabindex]")].filter((each) => each.tabIndex > 0).map(said),
    "cut": cut(),
    "wide": document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} px`] : [],
  };
}
