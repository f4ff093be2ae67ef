// Paints areas (communes, territories) whose geometry comes once, as a cached asset,
// and whose values come at each change. Classes, labels, radii and legend are made and
// tested in Python; every text enters the page through textContent, never as markup.
(function () {
  "use strict";

  const { Mosaic, Sheets } = window.Atlas;

  const CHOSEN = { color: "#111418", weight: 3, fill: false, interactive: false };
  const POINTED = { ...CHOSEN, weight: 1.5 };
  const CLOSEST = 11; // Zoom of a commune that was searched.

  class AreaMap {
    constructor(map, { assets, digest, font, tells, background, box }) {
      Object.assign(this, { map, box, areas: [], pending: null, legend: null, pointed: -1, asked: 0 });
      this.assets = new Atlas.Assets(assets, () => this.renew());
      // Stacked in this order whatever is drawn first.
      ["areas", "outlines", "points", "circles", "chosen"].forEach((name, rank) => {
        map.createPane(name).style.zIndex = 401 + rank;
      });
      ["areas", "outlines", "points", "chosen"].forEach((name) => {
        map.getPane(name).style.pointerEvents = "none";
      });
      this.renderer = Object.fromEntries(
        ["outlines", "circles", "chosen"].map((pane) => [pane, L.svg({ pane, padding: 0.4 })]),
      );
      this.sheets = new Sheets(map, "areas");
      this.cloud = new Atlas.PointCloud(map, "points");
      [this.outlined, this.circles, this.chosen, this.hovered] = [1, 2, 3, 4].map(() => L.layerGroup().addTo(map));
      this.labels = new Atlas.Labels(map);
      this.tip = L.tooltip({ className: "atlas-tip", offset: [12, 0] });
      this.setUp();
      if (background) {
        Atlas.background(map, background, (on) => {
          map.getPane("areas").style.opacity = on ? 0.65 : 1;
        });
      }
      Promise.all([this.assets.outlines(digest), Atlas.styled(font)])
        .then(([topology]) => this.open(topology))
        .catch(() => this.say("La carte n’a pas pu être chargée. Rechargez la page."))
        .finally(() => tells && window.Streamlit.setComponentValue({ painted: true }));
    }

    setUp() {
      const { map } = this;
      L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
      L.control.scale({ imperial: false }).addTo(map);
      // The wheel scrolls the page until the reader has entered the map.
      map.scrollWheelZoom.disable();
      map.on("focus click", () => map.scrollWheelZoom.enable());
      map.on("blur", () => map.scrollWheelZoom.disable());
      map.on("moveend resize", () => this.paint());
      map.on("mousemove", (event) => this.point(event));
      map.on("mouseout", () => this.point(null));
      map.on("click", (event) => this.enter(event));
      // Leaflet focuses the map at each press: the page must not scroll under the finger.
      const container = map.getContainer();
      container.focus = () => HTMLElement.prototype.focus.call(container, { preventScroll: true });
      document.documentElement.lang = "fr";
    }

    say(text) {
      Atlas.inCorner(this.map, "topright", Atlas.element("p", "atlas-note", text));
    }

    /** The data changed: a page that shares its values says where they are now. */
    renew() {
      if (this.page) this.tellPage({ ...this.question, asked: this.asked, renewed: Date.now() });
      else this.say("Ces données viennent d’être mises à jour. Rechargez la page.");
    }

    open(topology) {
      this.mosaic = new Mosaic(topology);
      this.areas = this.mosaic.list.map((area, rank) => {
        const [longitude, latitude] = this.mosaic.centre(rank);
        return { ...area, longitude, latitude };
      });
      Atlas.search(this.map, this.areas, (rank) => this.goTo(rank));
      const draw = (context, view) => this.mosaic.draw(context, view);
      if (topology.frames.length > 1) this.paintInsets = Atlas.insets(this.map, topology.frames, draw);
      this.box ||= topology.frames[0].box;
      return this.pending && this.apply(this.pending);
    }

    /** Show values that many people look at: they are fetched, and the reader may choose others. */
    share(page) {
      this.page = page;
      // A page that does not know of the last choice yet would undo it.
      if (page.heard >= this.asked) this.question = { layer: page.layer, level: page.level };
      this.choices ||= new Atlas.Choices(this.map, (question) => this.ask(question));
      this.assets.get(page.choices).then((known) => this.choices.offer(known));
      return this.fetchValues();
    }

    /** Show what the reader chose in the map; the page is told once it is on the screen. */
    ask(question) {
      Object.assign(this, { question, asked: Date.now(), telling: true });
      return this.fetchValues();
    }

    async fetchValues() {
      const { page, question } = this;
      this.choices.show(question);
      const found = await this.assets.get(`${page.values}/${question.level}/${question.layer}/values.json`);
      if (!found || question !== this.question || page !== this.page) return; // Others came meanwhile.
      const { points, perimeters, circleStyle, circles } = page;
      const now = JSON.stringify([found.key, page.values, points, perimeters]);
      if (now === this.sharedNow) return void this.tellChoice(); // It is on the map already.
      this.sharedNow = now;
      this.apply({ ...found, points, perimeters, circleStyle, legend: { ...found.legend, circles } });
    }

    /** Tell the page of the choice that is now on the screen. */
    tellChoice() {
      if (this.telling) this.tellPage({ ...this.question, asked: this.asked });
      this.telling = false;
    }

    /** Say what values mean; the first time, then show all of the areas in the room that is left. */
    lay(values) {
      const first = !this.legend;
      this.legend ||= new Atlas.Legend(this.map);
      this.legend.show(values);
      if (first) Atlas.fit(this.map, this.box, { animate: false });
    }

    /** Show values: only what changed is painted again. */
    apply(values) {
      this.pending = values;
      if (!this.mosaic) return;
      this.lay(values);
      this.values = values;
      const changed = this.mosaic.colour(values);
      this.drawPerimeters(values.perimeters);
      this.drawCircles(values);
      this.drawPoints(values.points);
      this.labels.show(values.labels.map((rank) => this.areas[rank]));
      this.choose(values.selected ?? this.selected);
      const container = this.map.getContainer();
      container.setAttribute("role", "application");
      container.setAttribute("aria-label", values.title);
      if (changed || !container.dataset.painted) this.paint();
      else this.told();
      if (this.paintInsets) this.paintInsets();
    }

    /** Say what is on the screen, for who waits for it. */
    told() {
      const { dataset } = this.map.getContainer();
      dataset.painted = this.mosaic.fills.reduce((total, fill) => total + (fill > 0), 0);
      dataset.circles = this.values.circles.length;
      dataset.shown = this.values.key || "";
      this.tellChoice();
      // The first pointing at an area must not wait for it.
      setTimeout(() => this.mosaic.areas.index(), 0);
    }

    paint() {
      if (!this.values) return;
      this.cloud.paint();
      this.sheets.paint((context, view) => this.mosaic.draw(context, view), () => this.told());
      const view = this.sheets.view();
      this.mosaic
        .refine(view, (digest) => this.assets.outlines(digest))
        .then((finer) => finer && this.paint());
    }

    /** Return the rank of the area under the pointer, or -1. */
    under({ latlng }) {
      return this.mosaic ? this.mosaic.at(...Atlas.unit(latlng.lng, latlng.lat)) : -1;
    }

    point(event) {
      const covered = event && event.originalEvent.target.closest(".leaflet-interactive, .leaflet-control");
      const disc = event && !covered ? this.disc(event) : null;
      const rank = event && !covered && !disc ? this.under(event) : -1;
      if (disc) {
        this.pointed = -1; // What is under it is pointed at anew once the disc is left.
        this.hovered.clearLayers();
        this.tip.setLatLng(event.latlng).setContent(this.discCard(disc)).addTo(this.map);
        return;
      }
      if (rank < 0) this.tip.remove();
      else this.tip.setLatLng(event.latlng);
      if (rank === this.pointed) return;
      this.pointed = rank;
      this.hovered.clearLayers();
      this.map.getContainer().style.cursor = rank < 0 ? "" : "pointer";
      if (rank < 0) return;
      this.outline(this.mosaic.together(rank), POINTED).addTo(this.hovered);
      this.tell(rank);
    }

    /** Return the disc of points under the pointer, if any. */
    disc({ latlng }) {
      return this.cloud.at(this.map.project(latlng));
    }

    /** Say how many points a disc gathers, or which one it is once names came. */
    discCard({ weight, points, rank }) {
      const { names } = this.values.points;
      if (points > 1 || !names) return Atlas.tooltip(Atlas.gathered(this.values.points, weight), []);
      this.assets.get(names).then((known) => {
        this.names = known?.names;
      });
      return Atlas.tooltip(this.names?.[rank] ?? "…", []);
    }

    /** Answer a click: part the points of a disc, or select an area. */
    enter(event) {
      const disc = this.disc(event);
      if (disc && disc.points > 1) this.map.setView(event.latlng, this.map.getZoom() + 2);
      else this.select(this.under(event));
    }

    async drawPoints(points) {
      const wanted = points?.address ?? null;
      if (wanted === this.shownPoints) return;
      this.shownPoints = wanted;
      this.names = null;
      const found = wanted && (await this.assets.get(wanted));
      if (this.shownPoints === wanted) this.cloud.show(found, points?.style);
    }

    /** Open the tooltip of an area; its figures may come after it. */
    tell(rank) {
      this.tip.setContent(this.card(rank)).addTo(this.map);
      const { figures } = this.values;
      if (!figures || this.figures?.address === figures.address) return;
      this.assets.get(figures.address).then((found) => {
        if (found) this.figures = { address: figures.address, columns: found.columns };
        if (this.pointed === rank) this.tip.setContent(this.card(rank));
      });
    }

    /** Return the name of an area, or of its group, and what is known of it. */
    card(rank) {
      const group = this.mosaic.groups[this.values.level];
      const place = group ? group.of[rank] : rank;
      return Atlas.tooltip(group?.names[place] ?? this.areas[rank].name, this.lines(place));
    }

    lines(place) {
      const { tips, patterns, figures } = this.values;
      if (!figures) return Atlas.unpack(patterns, tips[place]);
      if (this.figures?.address !== figures.address) return [];
      return Atlas.figureLines(figures.lines, this.figures.columns, place);
    }

    select(rank) {
      if (rank < 0) return;
      const group = this.mosaic.groups[this.values.level];
      const id = group ? group.codes[group.of[rank]] : this.areas[rank].id;
      this.selected = id;
      this.choose(id); // At once: the server answers later.
      this.tellPage({ selected: id, at: Date.now() });
    }

    /** Tell the page what the reader did; what he did before is said again, lest it be lost. */
    tellPage(done) {
      this.done = { ...this.done, ...done };
      window.Streamlit.setComponentValue(this.done);
    }

    /** Go to an area that was searched; asked a second time, select it. */
    goTo(rank) {
      if (this.found === rank) this.select(rank);
      this.found = rank;
      const [west, north, east, south] = this.mosaic.boxOf(this.mosaic.together(rank));
      const corners = [...Atlas.degrees(west, south), ...Atlas.degrees(east, north)];
      Atlas.fit(this.map, corners, { maxZoom: CLOSEST, animate: false });
      this.pointed = rank;
      this.hovered.clearLayers();
      this.outline(this.mosaic.together(rank), CHOSEN).addTo(this.hovered);
      this.tip.setLatLng([this.areas[rank].latitude, this.areas[rank].longitude]);
      this.tell(rank);
    }

    /** Return the outline of some areas together. */
    outline(ranks, style, pane = "chosen") {
      const runs = this.mosaic.around(ranks).map((run) =>
        run.map(([x, y]) => {
          const [longitude, latitude] = Atlas.degrees(x, y);
          return [latitude, longitude];
        }),
      );
      return L.polyline(runs, { ...style, renderer: this.renderer[pane], pane });
    }

    /** Draw the outlines of territories, one of which stands out. */
    async drawPerimeters(perimeters) {
      const wanted = perimeters && `${perimeters.address} ${perimeters.chosen}`;
      if (wanted === this.outlinedNow) return;
      this.outlinedNow = wanted;
      const found = perimeters && (await this.assets.get(perimeters.address));
      if (wanted !== this.outlinedNow) return;
      this.outlined.clearLayers();
      Object.entries(found?.perimeters ?? {}).forEach(([slug, ranks]) => {
        const weight = slug === perimeters.chosen ? 2.5 : 1;
        this.outline(ranks, { ...CHOSEN, weight }, "outlines").addTo(this.outlined);
      });
    }

    drawCircles(values) {
      this.circles.clearLayers();
      values.circles.forEach(([place, radius, tip, colour]) => {
        const area = this.areas[place];
        const centre = area ? [area.latitude, area.longitude] : [place[1], place[0]];
        const circle = L.circleMarker(centre, {
          radius, ...values.circleStyle, ...(colour && { fillColor: colour, fillOpacity: 0.9 }),
          renderer: this.renderer.circles, pane: "circles", bubblingMouseEvents: false,
        }).addTo(this.circles);
        const [name, ...lines] = area ? [] : Atlas.unpack(values.patterns, tip);
        circle.bindTooltip(() => (area ? this.card(place) : Atlas.tooltip(name, lines)), { sticky: Boolean(area), className: "atlas-tip" });
        if (area) circle.on("click", () => this.select(place));
      });
    }

    choose(id) {
      this.chosen.clearLayers();
      const ranks = this.mosaic.ranksOf(id);
      if (ranks.length) this.outline(ranks, CHOSEN).addTo(this.chosen);
    }
  }

  window.AreaMap = AreaMap;
})();
