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

  function* texts() {
    const walker = document.createTreeWalker(document.querySelector(".stApp, #premiere-vue"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const holder = text.parentElement;
      if (text.data.trim() && holder && seen(holder) && !holder.closest("style, script, svg")) yield text;
    }
  }

  /** Texts that a box cuts, without a way to scroll to the rest. */
  const cut = () => {
    const found = new Set();
    for (const text of texts()) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const boxes = [...range.getClientRects()].filter(({ width }) => width > 1);
      for (let at = text.parentElement; at && boxes.length; at = at.parentElement) {
        const style = getComputedStyle(at);
        const [across, down] = [style.overflowX, style.overflowY];
        if (/auto|scroll/.test(across + down)) break;
        const frame = at.getBoundingClientRect();
        if (frame.width <= 1 || style.position === "fixed") break;
        const hides = (way) => /hidden|clip/.test(way);
        if (boxes.some((box) => (hides(across) && (box.right > frame.right + 2 || box.left < frame.left - 2))
          || (hides(down) && (box.bottom > frame.bottom + 3 || box.top < frame.top - 3)))) found.add(said(text.parentElement));
      }
    }
    for (const field of document.querySelectorAll("input[type=text], input:not([type])")) {
      if (seen(field) && field.value && field.scrollWidth > field.clientWidth + 1) found.add(`input «${field.value}»`);
    }
    return [...found];
  };

  /** Parts that one acts on, whose edge or ground is not told from what surrounds them. */
  const faint = () => {
    const parts = document.querySelectorAll(
      "[data-baseweb=select] > div, [data-baseweb=input], [data-baseweb=textarea], .stApp button[kind=secondary], "
      + ".atlas-copy, [data-testid=stNumberInputContainer], [data-testid=stCheckbox] label > div:first-child, [role=slider]");
    return [...parts].filter(seen).flatMap((part) => {
      const under = ground(part.parentElement);
      const style = getComputedStyle(part);
      const edges = [];
      if (parseFloat(style.borderTopWidth)) edges.push(over(colour(style.borderTopColor), under));
      edges.push(over(colour(style.backgroundColor), under));
      const best = Math.max(...edges.map((edge) => contrast(edge, under)));
      return best >= 3 || part.closest("[disabled], [aria-disabled=true]") ? [] : [`${best.toFixed(2)} ${said(part)} ${part.getAttribute("data-baseweb") || ""}`];
    });
  };

  const drawn = [...document.querySelectorAll("[data-testid=stPlotlyChart]")].filter(seen);
  const captions = [...document.querySelectorAll("table")].filter(seen)
    .map((table) => table.caption?.textContent.trim() || "");
  return {
    "1.6": drawn.filter((chart) => !chart.closest("[data-testid=stVerticalBlock]").innerText.includes("Valeurs de ce graphique")).map(said),
    "3.3": faint(),
    "5.5": captions.filter((each, rank) => each.length < 12 || captions.indexOf(each) !== rank),
    "10.2": [...document.querySelectorAll(".stApp *")].filter(seen).flatMap((each) => ["::before", "::after"].flatMap((side) => {
      const written = getComputedStyle(each, side).content.replaceAll('"', "");
      return /\p{L}{2}/u.test(written) && !/^(none|normal|counter|url|linear)/.test(written)
        && !`${each.getAttribute("aria-label")} ${each.textContent}`.includes(written) ? [`${written} ${said(each)}`] : [];
    })),
    "10.3": [...document.querySelectorAll("[data-testid=stMain] *")].filter(seen).filter((each) => {
      const style = getComputedStyle(each);
      return style.order !== "0" || /reverse/.test(style.flexDirection) || style.cssFloat === "right";
    }).map(said),
    "10.5": [...texts()].filter((text) => !ground(text.parentElement)).map((text) => said(text.parentElement)),
    "12.8": [...document.querySelectorAll("[tabindex]")].filter((each) => each.tabIndex > 0).map(said),
    "cut": cut(),
    "wide": document.documentElement.scrollWidth > innerWidth ? [document.documentElement.scrollWidth] : [],
  };
}
