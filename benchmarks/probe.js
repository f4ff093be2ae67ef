// Runs in the page that is measured, before its own scripts. Times are in milliseconds since
// the epoch, which the page and the machine share.
(() => {
  "use strict";
  if (window.top !== window) return;

  const QUIET = 500;
  const now = () => performance.timeOrigin + performance.now();
  const probe = (window.measured = { clicked: 0, painted: null });
  const gpu = { uploaded: 0, drawn: 0, rounds: 0 };

  addEventListener(
    "click",
    (event) => {
      probe.clicked = performance.timeOrigin + event.timeStamp;
      gpu.uploaded = 0;
    },
    true,
  );

  /** Hear a choice in a list of the map's own frame, whose clock started later. */
  probe.listen = () => {
    const { defaultView } = find("select").ownerDocument;
    defaultView.onchange = (event) => (probe.clicked = defaultView.performance.timeOrigin + event.timeStamp);
  };

  /** WebGL does not say when it has painted: what it uploads and draws does. */
  const overhear = (context, names, heard) =>
    names.filter((name) => context[name]).forEach((name) => {
      const called = context[name];
      context[name] = function (...given) {
        heard(given);
        return called.apply(this, given);
      };
    });
  [WebGLRenderingContext, WebGL2RenderingContext].forEach(({ prototype }) => {
    overhear(prototype, ["bufferData", "bufferSubData"], (given) => {
      const data = given.find((each) => each && each.byteLength);
      gpu.uploaded += data ? data.byteLength : 0;
    });
    overhear(
      prototype,
      ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"],
      () => (gpu.drawn = now()),
    );
  });

  /** The page and the components in it. */
  const places = () =>
    [document, ...[...document.querySelectorAll("iframe")].map((each) => each.contentDocument)].filter(Boolean);
  const find = (selector) =>
    places().map((place) => place.querySelector(selector)).find(Boolean);

  /** What a map shows, in a word, and since when; nothing while it is not whole. */
  const SHOWN = {
    atlas: () => {
      const box = find(".leaflet-container[data-painted]");
      return box && { key: box.dataset.shown || box.getAttribute("aria-label") };
    },
    leaflet: (areas) => {
      const box = find(".leaflet-overlay-pane");
      const paths = box ? box.ownerDocument.getElementsByTagName("path") : [];
      if (paths.length < areas) return null;
      const step = Math.floor(paths.length / 80);
      const sample = Array.from({ length: 80 }, (_, rank) => paths[rank * step].getAttribute("fill"));
      return { key: sample.join() };
    },
    webgl: (areas) => {
      if (gpu.uploaded < 4 * areas || gpu.drawn < probe.clicked || now() - gpu.drawn < QUIET) return null;
      gpu.uploaded = 0;
      gpu.rounds += 1;
      return { key: gpu.rounds, at: gpu.drawn };
    },
  };

  /** Note what is shown when it has changed, once the frame that shows it is over. */
  probe.watch = (kind, areas) => {
    let last = null;
    const look = () => {
      const { key, at } = SHOWN[kind](areas) || {};
      if (key && key !== last) {
        last = key;
        requestAnimationFrame(() => (probe.painted = { key, at: at || now() }));
      }
      requestAnimationFrame(look);
    };
    look();
  };

  /** How long each event waits until what ``selector`` names has changed on the screen. */
  probe.answers = (name, selector) => {
    const box = find(selector);
    const view = box.ownerDocument.defaultView;
    const waited = [];
    let start = 0;
    view.addEventListener(
      name,
      (event) => (start = view.performance.timeOrigin + event.timeStamp),
      true,
    );
    const answered = () => {
      if (!start) return;
      const asked = start;
      start = 0;
      requestAnimationFrame(() => waited.push(now() - asked));
    };
    new MutationObserver(answered).observe(box, {
      subtree: true, childList: true, characterData: true, attributes: true,
    });
    probe.waited = waited;
  };

  /** The longest that the main thread stays busy when a button is pressed, in ms. */
  probe.pressed = (selector, wait) =>
    new Promise((done) => {
      const button = find(selector);
      if (!button) throw new Error(`no ${selector}`);
      const end = performance.now() + wait;
      let last = performance.now();
      let longest = 0;
      const tick = () => {
        const time = performance.now();
        longest = Math.max(longest, time - last);
        last = time;
        if (time < end) setTimeout(tick);
        else done(longest);
      };
      setTimeout(() => button.click(), 100);
      tick();
    });
})();
