// Paints areas (communes, territories) whose geometry comes once, as a cached asset,
// and whose values come at each change. Classes, labels, radii and legend are made and
// tested in Python; every text enters the page through textContent, never as markup.
(function () {
  "use strict";

  const CONTEXT = { stroke: true, color: "#c3c8ce", weight: 1, fillColor: "#eceef1", fillOpacity: 1 };
  const AREA = { color: "#ffffff", weight: 0.7, fillOpacity: 1 };
  const NO_DATA = "#dcdfe3";
  const BORDER = { color: "#4a525c", weight: 1.6, interactive: false };
  const CHOSEN = { color: "#111418", weight: 3, fill: false, interactive: false };

  /** Decode the arcs of a quantised topology into [latitude, longitude] paths. */
  function decodeArcs(topology) {
    const { scale, translate } = topology.transform;
    return topology.arcs.map((arc) => {
      let x = 0;
      let y = 0;
      return arc.map(([dx, dy]) => {
        x += dx;
        y += dy;
        return [y * scale[1] + translate[1], x * scale[0] + translate[0]];
      });
    });
  }

  function ring(arcs, indices) {
    const points = [];
    indices.forEach((index, rank) => {
      const arc = index < 0 ? arcs[~index].slice().reverse() : arcs[index];
      points.push(...(rank ? arc.slice(1) : arc));
    });
    return points;
  }

  const polygonsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs);

  const outline = (arcs, geometry) =>
    polygonsOf(geometry).map((polygon) => polygon.map((indices) => ring(arcs, indices)));

  /** Arcs that separate two groups (EPCI), or the whole from its neighbours. */
  function groupBorders(arcs, geometries) {
    const sides = new Map();
    geometries.forEach((geometry) => {
      polygonsOf(geometry).flat(2).forEach((index) => {
        const arc = index < 0 ? ~index : index;
        if (!sides.has(arc)) sides.set(arc, []);
        sides.get(arc).push(geometry.properties.group);
      });
    });
    return [...sides]
      .filter(([, groups]) => groups.length === 1 || groups[0] !== groups[1])
      .map(([arc]) => arcs[arc]);
  }

  /** Put back the figures of each line: [pattern, figure, figure…]. See maps.py, pack. */
  const unpack = (patterns, lines) =>
    lines.map(([pattern, ...figures]) => {
      const next = figures.values();
      return patterns[pattern].replace(/\ue000/g, () => next.next().value);
    });

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /** Texts are measured when they are placed: not before their style is there. */
  const whenStyled = (link) =>
    link.sheet || new Promise((done) => ["load", "error"].forEach((name) => link.addEventListener(name, done)));

  /** The page's typeface; without it, the system's. */
  const typeface = (font) =>
    new FontFace("Source Sans", `url(${font})`, { weight: "200 900" })
      .load()
      .then((face) => document.fonts.add(face), () => null);

  class AreaMap {
    constructor(map, { asset, font, tells }) {
      this.map = map;
      this.pending = null;
      this.areas = [];
      this.circles = L.layerGroup().addTo(map);
      this.labels = L.layerGroup().addTo(map);
      this.chosen = L.layerGroup().addTo(map);
      this.legend = null;
      // Canvases are stacked in this order whatever is drawn first.
      ["context", "areas", "borders", "circles", "chosen"].forEach((name, rank) => {
        map.createPane(name).style.zIndex = 401 + rank;
      });
      ["borders", "chosen"].forEach((name) => {
        map.getPane(name).style.pointerEvents = "none";
      });
      this.renderer = Object.fromEntries(
        ["context", "areas", "borders", "chosen"].map((pane) => [pane, L.canvas({ pane, padding: 0.4 })]),
      );
      this.renderer.circles = L.svg({ pane: "circles", padding: 0.4 });
      L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      // The wheel scrolls the page until the reader has entered the map.
      map.scrollWheelZoom.disable();
      map.on("focus click", () => map.scrollWheelZoom.enable());
      map.on("blur", () => map.scrollWheelZoom.disable());
      map.on("zoomend resize", () => this.tidyLabels());
      // Leaflet focuses the map at each press: the page must not scroll under the finger.
      const container = map.getContainer();
      container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
      document.documentElement.lang = "fr";
      Promise.all([
        fetch(asset).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status))),
        typeface(font),
        ...[...document.querySelectorAll("link[rel=stylesheet]")].map(whenStyled),
      ])
        .then(([topology]) => this.draw(topology))
        .catch(() => this.say("La carte n’a pas pu être chargée. Rechargez la page."))
        .finally(() => tells && window.Streamlit.setComponentValue({ painted: true }));
    }

    say(text) {
      const note = L.control({ position: "topright" });
      note.onAdd = () => element("p", "atlas-note", text);
      note.addTo(this.map);
    }

    draw(topology) {
      const arcs = decodeArcs(topology);
      const { areas, context } = topology.objects;
      context.geometries.forEach((geometry) =>
        L.polygon(outline(arcs, geometry), {
          ...CONTEXT, renderer: this.renderer.context, pane: "context", interactive: false,
        }).addTo(this.map),
      );
      this.areas = areas.geometries.map((geometry) => {
        const layer = L.polygon(outline(arcs, geometry), {
          ...AREA, fillColor: NO_DATA, renderer: this.renderer.areas, pane: "areas",
        }).addTo(this.map);
        const area = { ...geometry.properties, id: geometry.id, layer };
        this.listen(layer, area);
        return area;
      });
      L.polyline(groupBorders(arcs, areas.geometries), {
        ...BORDER, renderer: this.renderer.borders, pane: "borders",
      }).addTo(this.map);
      this.map.fitBounds(L.featureGroup(this.areas.map((area) => area.layer)).getBounds(), {
        paddingTopLeft: [8, 8],
        // Room for the legend, where there is room.
        paddingBottomRight: [this.map.getSize().x > 700 ? 170 : 8, 8],
        animate: false,
      });
      if (this.pending) this.apply(this.pending);
    }

    listen(layer, area) {
      layer.bindTooltip(() => this.tooltip(area), { sticky: true, className: "atlas-tip" });
      layer.on("click", () => {
        window.Streamlit.setComponentValue({ selected: area.id, at: Date.now() });
      });
    }

    tooltip(area) {
      const box = element("div");
      box.appendChild(element("strong", "", area.name));
      (area.tip || []).forEach((line) => box.appendChild(element("div", "", line)));
      return box;
    }

    /** Show values: restyles only the areas whose colour changes. */
    apply(values) {
      this.pending = values;
      if (!this.areas.length) return;
      let painted = 0;
      this.areas.forEach((area, rank) => {
        const mark = values.classes[rank];
        const colour = mark === "-" ? NO_DATA : values.palette[parseInt(mark, 36)];
        if (mark !== "-") painted += 1;
        if (area.colour !== colour) {
          area.layer.setStyle({ fillColor: colour });
          area.colour = colour;
        }
        area.tip = unpack(values.patterns, values.tips[rank]);
      });
      this.drawCircles(values);
      this.drawLabels(values.labels);
      this.choose(values.selected);
      this.drawLegend(values);
      const container = this.map.getContainer();
      container.setAttribute("role", "application");
      container.setAttribute("aria-label", values.title);
      container.dataset.painted = painted;
      container.dataset.circles = values.circles.length;
    }

    drawCircles(values) {
      this.circles.clearLayers();
      values.circles.forEach(([place, radius, tip, colour]) => {
        const area = this.areas[place];
        const centre = area ? [area.latitude, area.longitude] : [place[1], place[0]];
        const circle = L.circleMarker(centre, {
          radius, ...values.circleStyle, ...(colour && { fillColor: colour, fillOpacity: 0.9 }), renderer: this.renderer.circles, pane: "circles",
        }).addTo(this.circles);
        if (area) this.listen(circle, area);
        else {
          const [name, ...lines] = unpack(values.patterns, tip);
          circle.bindTooltip(() => this.tooltip({ name, tip: lines }), { className: "atlas-tip" });
        }
      });
    }

    /** Write names, the first ones first; hide those that would cover another. */
    drawLabels(places) {
      this.labels.clearLayers();
      places.forEach((rank) => {
        const area = this.areas[rank];
        L.tooltip({ permanent: true, direction: "top", offset: [0, -4], className: "atlas-label", interactive: false })
          .setLatLng([area.latitude, area.longitude])
          .setContent(element("span", "", area.name))
          .addTo(this.labels);
      });
      this.tidyLabels();
    }

    tidyLabels() {
      const kept = [];
      this.labels.eachLayer((label) => {
        const node = label.getElement();
        node.style.visibility = "visible";
        const box = node.getBoundingClientRect();
        const covered = kept.some((other) =>
          box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top);
        if (covered) node.style.visibility = "hidden";
        else kept.push(box);
      });
    }

    choose(id) {
      this.chosen.clearLayers();
      const area = this.areas.find((candidate) => candidate.id === id);
      if (!area) return;
      L.polygon(area.layer.getLatLngs(), {
        ...CHOSEN, renderer: this.renderer.chosen, pane: "chosen",
      }).addTo(this.chosen);
    }

    drawLegend({ legend: { title, classes, circles }, circleStyle }) {
      if (this.legend) this.legend.remove();
      this.legend = null;
      if (!classes.length && !circles) return;
      this.legend = L.control({ position: "bottomright" });
      this.legend.onAdd = () => {
        const box = element("details", "atlas-legend");
        box.open = this.map.getSize().x > 560;
        box.appendChild(element("summary", "", title));
        classes.forEach(({ colour, label, count }) => {
          const row = element("div", "atlas-class");
          const swatch = row.appendChild(element("i"));
          swatch.style.background = colour || NO_DATA;
          row.appendChild(element("span", "", label));
          row.appendChild(element("b", "", count));
          box.appendChild(row);
        });
        if (circles) {
          box.appendChild(element("div", "atlas-subtitle", circles.title));
          circles.sizes.forEach(({ radius, label, colour }) => {
            const row = element("div", "atlas-class");
            const disc = row.appendChild(element("i", "atlas-disc"));
            disc.style.width = disc.style.height = `${2 * radius}px`;
            disc.style.borderColor = circleStyle.color;
            disc.style.background = colour || circleStyle.fillColor;
            disc.style.opacity = 0.75;
            row.appendChild(element("span", "", label));
            box.appendChild(row);
          });
        }
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      };
      this.legend.addTo(this.map);
    }
  }

  window.AreaMap = AreaMap;
})();
