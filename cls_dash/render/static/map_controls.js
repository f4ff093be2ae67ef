// What stands on the map besides the picture: legend, search, far places, background.
// Every text enters the page through textContent, never as markup.
(function () {
  "use strict";

  const Atlas = (window.Atlas = window.Atlas || {});

  const FOUND = 8; // Communes offered while a name is typed.
  const NARROW = 560; // Pixels: nothing is laid over a map that is not wider.
  const SEARCH = 44; // Pixels that the search takes at the top.
  const INSET = { width: 54, height: 42 };

  const element = (Atlas.element = function (tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  });

  /** Put a node in a corner of the map; what happens in it does not move the map. */
  const inCorner = (map, position, node) => {
    const control = L.control({ position });
    control.onAdd = () => node;
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    return control.addTo(map);
  };
  Atlas.inCorner = inCorner;

  const rows = (lines) => {
    const box = element("div", "atlas-rows");
    box.append(...lines);
    return box;
  };

  function classRow({ colour, label, count }) {
    const row = element("div", "atlas-class");
    row.appendChild(element("i")).style.background = colour || Atlas.NO_DATA;
    row.appendChild(element("span", "", label));
    row.appendChild(element("b", "", count));
    return row;
  }

  function discRow({ radius, label, colour }, style) {
    const row = element("div", "atlas-class");
    const disc = row.appendChild(element("i", "atlas-disc"));
    disc.style.width = disc.style.height = `${2 * radius}px`;
    disc.style.borderColor = style.color;
    disc.style.background = colour || style.fillColor;
    disc.style.opacity = 0.75;
    row.appendChild(element("span", "", label));
    return row;
  }

  /** Put a bar "before" or "after" the map, which gives it the room that it takes. */
  Atlas.bar = function (map, bar, side) {
    const container = map.getContainer();
    container[side](bar);
    map.bars ||= { height: container.clientHeight, list: [] };
    map.bars.list.push(bar);
    const makeRoom = () => {
      const taken = map.bars.list.reduce((total, { offsetHeight }) => total + offsetHeight, 0);
      container.style.height = `${map.bars.height - taken}px`;
      map.invalidateSize({ pan: false });
    };
    new ResizeObserver(makeRoom).observe(bar);
    return makeRoom;
  };

  /** What colours and discs mean: in a corner of the map, or below it where it is narrow. */
  class Legend {
    constructor(map) {
      this.box = element("details", "atlas-legend");
      this.box.open = true;
      if (map.getSize().x > NARROW) {
        inCorner(map, map.getContainer().querySelector(".atlas-insets") ? "bottomleft" : "bottomright", this.box);
      } else {
        this.box.classList.add("atlas-below");
        this.makeRoom = Atlas.bar(map, this.box, "after");
      }
    }

    show({ legend: { title, classes, circles }, circleStyle }) {
      this.box.hidden = !classes.length && !circles;
      this.box.replaceChildren(element("summary", "", title), rows(classes.map(classRow)));
      if (circles) {
        const discs = circles.sizes.map((size) => discRow(size, circleStyle));
        this.box.append(element("div", "atlas-subtitle", circles.title), rows(discs));
      }
      this.makeRoom?.();
    }
  }
  Atlas.Legend = Legend;

  /** Names as they are typed: no accent, no capital, no hyphen. */
  const plain = (name) =>
    name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[-'’]/g, " ").toLowerCase();

  /** A field that finds an area by its name, with the keyboard alone; `found(rank)` goes there. */
  Atlas.search = function (map, areas, found) {
    const box = element("div", "atlas-search");
    const field = box.appendChild(element("input"));
    const list = box.appendChild(element("ul"));
    list.id = "atlas-found";
    Object.assign(field, { type: "search", placeholder: "Chercher sur la carte", autocomplete: "off" });
    const said = { role: "combobox", "aria-label": "Chercher sur la carte", "aria-controls": list.id, "aria-autocomplete": "list", "aria-expanded": "false" };
    Object.entries(said).forEach(([name, value]) => field.setAttribute(name, value));
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Lieux trouvés");
    let names = null;
    let offered = [];
    let active = 0;
    let last; // Found already: Enter asks for it once more.

    function matches(typed) {
      names ||= areas.map(({ name }) => plain(name));
      const wanted = plain(typed.trim());
      if (!wanted) return [];
      const ranks = names.flatMap((name, rank) => (name.includes(wanted) ? [rank] : []));
      const order = (rank) => (names[rank] === wanted ? 0 : names[rank].startsWith(wanted) ? 1 : 2);
      return ranks.sort((one, other) => order(one) - order(other) || names[one].length - names[other].length).slice(0, FOUND);
    }

    function show() {
      field.setAttribute("aria-expanded", String(offered.length > 0));
      list.replaceChildren(...offered.map((rank, place) => {
        const item = element("li", "", areas[rank].name);
        const code = areas[rank].id;
        if (/^\d[\dAB]\d{3}$/.test(code)) item.appendChild(element("small", "", /^9[78]/.test(code) ? code.slice(0, 3) : code.slice(0, 2)));
        item.id = `atlas-found-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(place === active));
        item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(place); });
        return item;
      }));
      if (offered.length) field.setAttribute("aria-activedescendant", `atlas-found-${active}`);
      else field.removeAttribute("aria-activedescendant");
    }

    function offer(ranks) {
      offered = ranks;
      active = 0;
      show();
    }

    function choose(place) {
      const rank = offered[place];
      if (rank === undefined) return;
      field.value = areas[rank].name;
      offer([]);
      last = rank;
      found(rank);
    }

    const move = (step) => {
      active = (active + step + offered.length) % offered.length;
      show();
    };
    const keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => choose(active), Escape: () => offer([]) };
    field.addEventListener("input", () => {
      last = undefined;
      offer(matches(field.value));
    });
    field.addEventListener("blur", () => offer([]));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && last !== undefined) found(last);
      if (!offered.length || !keys[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
    });
    return inCorner(map, "topright", box);
  };

  /** Small pictures of what lies oceans away; a click goes there, and back. */
  Atlas.insets = function (map, frames, draw) {
    const folded = element("details", "atlas-insets");
    folded.open = map.getSize().x > NARROW;
    folded.appendChild(element("summary", "", "Outre-mer"));
    const box = folded.appendChild(element("div"));
    const pictures = frames.map(({ name, box: sides }, rank) => {
      const button = box.appendChild(element("button", "", rank ? undefined : name));
      button.type = "button";
      button.title = `Aller à : ${name}`;
      button.setAttribute("aria-label", button.title);
      button.addEventListener("click", () => Atlas.fit(map, sides));
      if (!rank) return null; // The map itself.
      const canvas = button.appendChild(element("canvas"));
      button.appendChild(element("span", "", name));
      return { canvas, sides };
    });
    inCorner(map, "topright", folded);
    return () => pictures.forEach((picture) => picture && paintInset(picture, draw));
  };

  function paintInset({ canvas, sides: [west, south, east, north] }, draw) {
    const { width, height } = INSET;
    const [left, top] = Atlas.unit(west, north);
    const [right, bottom] = Atlas.unit(east, south);
    const scale = 0.92 * Math.min(width / (right - left), height / (bottom - top));
    const view = {
      scale, width, height,
      left: ((left + right) * scale - width) / 2,
      top: ((top + bottom) * scale - height) / 2,
      box: [left, top, right, bottom],
    };
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    Object.assign(canvas, { width: width * ratio, height: height * ratio });
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    for (const step of draw(context, view)) void step;
  }

  /** Show a box of longitudes and latitudes, beside what stands in the corners where there is room. */
  Atlas.fit = function (map, [west, south, east, north], options = {}) {
    const wide = map.getSize().x > 700;
    const far = map.getContainer().querySelector(".atlas-insets");
    map.fitBounds([[south, west], [north, east]], {
      paddingTopLeft: [wide && far ? 130 : 8, wide ? 8 : SEARCH],
      paddingBottomRight: [wide ? (far ? 90 : 240) : 8, 8],
      ...options,
    });
  };

  /** A background that is asked from another host only once the reader wants it. */
  Atlas.background = function (map, { address, credits, label }, transparent) {
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
  };
})();
