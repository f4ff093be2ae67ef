// The page is read at once; the application takes its place once it has drawn the same.

const SLOW_MS = 5000;
/** Without a connection for so long once the application is there, none will come. */
const REFUSED_MS = 3000;
/** Maps that are not painted after so long are not waited for. */
const MAPS_MS = 10000;
const STILL_MS = 300;
const EVERY_MS = 100;
/** How often a page that is being computed is asked for; the server answers each when it can. */
const TIMES = 10;
const SLOW =
  "La version interactive se charge encore : votre ligne, ou le serveur, est lent. Cette page est complète : "
  + "vous pouvez la lire, changer ses choix et suivre ses liens.";
const REFUSED =
  "La version interactive ne s’ouvre pas : votre réseau semble refuser la connexion dont elle a besoin. Cette page "
  + "reste complète : lisez-la, changez ses choix, suivez ses liens. Pour la version interactive, demandez à "
  + "votre service informatique d’autoriser les WebSockets (wss) vers ";

/** @returns {HTMLElement | null} */
const application = () => document.querySelector("#root .stApp");

/** @param {HTMLIFrameElement} frame */
function painted(frame) {
  // Not «instanceof HTMLElement»: what is in a frame is of that frame's own class.
  return Boolean(frame.contentDocument?.querySelector("#map_div[data-painted]"));
}

/** Whether the application says something already. */
const speaks = () => Boolean(application()?.querySelector("[data-testid='stMain'] h1"));

/** Whether the application has drawn its first run: its title, and nothing more to come. */
const drawn = () => speaks() && application()?.dataset.testScriptState === "notRunning";

/** @param {HTMLElement} root @param {HTMLElement} sight */
function mapsPainted(root, sight) {
  const maps = [...root.querySelectorAll("iframe")].filter((frame) => frame.offsetParent);
  return (maps.length > 0 || !sight.querySelector(".sight-map")) && maps.every(painted);
}

/** @param {HTMLElement} root */
const heightOf = (root) => root.querySelector("[data-testid='stMain']")?.scrollHeight ?? 0;

/**
 * The list in which the reader chose, and has not sent: it would be lost.
 * @param {HTMLElement} sight
 */
function unsent(sight) {
  return [...sight.querySelectorAll("select")].find((list) => {
    const first = [...list.options].findIndex((option) => option.defaultSelected);
    return list.selectedIndex !== Math.max(first, 0);
  });
}

/** @param {HTMLSelectElement | undefined} list */
function waitsFor(list) {
  const button = list?.form && document.querySelector(`button[form="${list.form.id}"], #${list.form.id} button`);
  return button ? `Votre choix n’est pas envoyé : pressez « ${button.textContent} », ou remettez la liste comme `
    + "elle était. La version interactive s’ouvrira ensuite." : "";
}

/** @param {HTMLElement} sight */
function beingUsed(sight) {
  const used = document.activeElement;
  // What is unfolded would be folded under the eyes of who reads it, or chooses in it.
  return sight.contains(used) && Boolean(used?.matches("select, input") || used?.closest("details[open]"));
}

/** @param {HTMLElement} sight @param {HTMLElement} root */
function handOver(sight, root) {
  const main = /** @type {HTMLElement | null} */ (root.querySelector("[data-testid='stMain']"));
  const read = sight.scrollTop;
  const focused = sight.contains(document.activeElement);
  root.inert = false;
  document.documentElement.classList.remove("sight-kept");
  sight.remove();
  if (!main) return;
  main.scrollTop = read;
  if (focused) {
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
  }
}

/** @param {number} waited @param {number} present */
function stateAfter(waited, present) {
  const app = application();
  if (waited < SLOW_MS) return "";
  const refused = app && app.dataset.testConnectionState !== "CONNECTED" && present > REFUSED_MS;
  return refused ? `${REFUSED}${location.host}.` : SLOW;
}

/** @param {HTMLElement} sight */
function keep(sight) {
  const root = document.getElementById("root");
  const state = sight.querySelector(".sight-state");
  if (!root || !state) return;
  const read = window.scrollY;
  document.documentElement.classList.add("sight-kept");
  sight.scrollTop = read;
  root.inert = true;
  const begun = performance.now();
  let present = 0;
  let whole = 0;
  let still = 0;
  let height = 0;
  const clock = setInterval(() => {
    const now = performance.now();
    present ||= application() ? now : 0;
    whole = drawn() ? whole || now : 0;
    if (!whole) {
      const said = stateAfter(now - begun, present ? now - present : 0);
      if (state.textContent !== said) state.textContent = said;
      return;
    }
    if (heightOf(root) !== height) [height, still] = [heightOf(root), now];
    const ready = now - still > STILL_MS && mapsPainted(root, sight);
    const kept = unsent(sight);
    const waits = waitsFor(kept);
    if (state.textContent !== waits) state.textContent = waits;
    if (kept || beingUsed(sight) || (!ready && now - whole < MAPS_MS)) return;
    clearInterval(clock);
    handOver(sight, root);
  }, EVERY_MS);
}

/**
 * Ask again for a page that the server was still computing, unless the application is first.
 * @param {HTMLElement} place
 */
async function arrive(place) {
  for (let times = 0; times < TIMES && !speaks(); times += 1) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const sight = page.getElementById("premiere-vue");
    if (sight && !speaks()) {
      place.replaceWith(sight);
      keep(sight);
      return;
    }
  }
}

/** Start the application: fetched and run before, its scripts would keep the page from being painted. */
function start() {
  const waiting = /** @type {HTMLTemplateElement | null} */ (document.getElementById("application"));
  waiting?.replaceWith(waiting.content);
}

/** @param {() => void} work Done once the page is painted; at once where nobody sees it. */
function afterPaint(work) {
  if (document.hidden) work();
  else requestAnimationFrame(() => setTimeout(work, 0));
}

const here = document.getElementById("premiere-vue");
const awaited = document.getElementById("premiere-vue-attendue");
afterPaint(start);
if (here) keep(here);
else if (awaited) arrive(awaited).catch(() => {});
