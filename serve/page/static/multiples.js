// The maps of every method and variant, of which one is large.

import { paint } from "./colours.js";
import { showProblem } from "./problem.js";
import { Scheduler } from "./scheduler.js";
import { $, element, freezes, of, request, say, state, title } from "./state.js";

const scheduler = new Scheduler({ failed: showProblem, busy: ({ message }) => say(message) });
let cells = new Map();

// start forgets the maps of another photo or class.
export function start() {
  scheduler.forget();
  state.maps.clear();
}

// buildMultiples lays out a row for each variant, and a column for each method.
export function buildMultiples(changed) {
  cells = new Map();
  const methods = state.model.methods, head = methods.map(({ name, summary }) => element("th", { scope: "col", textContent: title(name), title: summary }));
  const rows = state.model.variants.map((variant) => element("tr", {}, element("th", { scope: "row", textContent: variant }), ...methods.map(({ name }) => element("td", {}, cell(name, variant, changed)))));
  $("#multiples").replaceChildren(element("thead", {}, element("tr", {}, element("td"), ...head)), element("tbody", {}, ...rows));
}

function cell(method, variant, changed) {
  const canvas = element("canvas"), button = element("button", { type: "button", className: "empty", ariaLabel: `${title(method)}, ${variant}` }, canvas);
  button.addEventListener("click", () => {
    state.method = method;
    if (variant !== "plain") {
      state.variant = variant;
      const radio = document.querySelector(`input[name=variant][value=${variant}]`);
      if (radio) radio.checked = true;
    }
    changed();
  });
  cells.set(`${method}/${variant}`, { button, canvas });
  return button;
}

// choose marks the chosen method and variant, and shows its maps large.
export function choose() {
  for (const [key, { button }] of cells) {
    const [method, variant] = key.split("/");
    button.ariaPressed = String(method === state.method && (variant === "plain" || variant === state.variant));
  }
  for (const variant of ["plain", state.variant]) if (variant) redraw(`${state.method}/${variant}`);
}

// recolour draws all maps in other colours.
export function recolour() {
  for (const key of cells.keys()) redraw(key);
}

// note says below the large maps what they are.
export function note() {
  $("#plain-note").textContent = title(state.method);
  $("#frozen-note").textContent = `${title(state.method)}, p = ${state.percentile}`;
}

// redraw draws a map that has come, in the chosen colours.
function redraw(key) {
  const map = state.maps.get(key), { button, canvas } = cells.get(key), [method, variant] = key.split("/");
  button.classList.toggle("empty", !map);
  const large = method !== state.method ? null : variant === "plain" ? $("#plain") : variant === state.variant ? $("#frozen") : null;
  large?.classList.toggle("empty", !map);
  if (!map) return;
  paint(map, state.view, canvas, ...large ? [large] : []);
  if (large) large.ariaLabel = `The map of ${state.prediction.label || state.prediction.name} by ${title(method)}, ${variant}${variant === "plain" ? "" : `, at percentile ${state.percentile}`}`;
}

// askMaps asks for what the choice needs. While the slider moves, only live maps follow it.
export function askMaps(moving) {
  if (moving) scheduler.drop((job) => !job.live && job.variant !== "plain");
  for (const { name, live } of state.model.methods) {
    if (live) ask(name, freezes()[0], freezes(), true);
    if (moving) continue;
    ask(name, "plain", ["plain"], false);
    if (!live) for (const variant of freezes()) ask(name, variant, [variant], false);
  }
}

// ask asks for a map, and draws it into the cells of some variants. A gradient at the photo
// itself is the same by threshold and by mask.
function ask(method, variant, variants, live) {
  if (!variant) return;
  const url = of("map", request(method, variant)), key = (v) => `${method}/${v}`;
  const still = () => url === of("map", request(method, variant));
  const { target } = state.prediction, { session } = state.session;
  const known = scheduler.knows(url);
  for (const v of variants) {
    cells.get(key(v)).button.classList.toggle("old", !live && !known);
    cells.get(key(v)).button.ariaBusy = String(!known);
  }
  scheduler.want(key(variant), {
    url, live, variant, still, first: method === state.method,
    draw: (map) => {
      if (target !== state.prediction.target || session !== state.session.session || !live && !still()) return;
      for (const v of variants) {
        state.maps.set(key(v), map);
        cells.get(key(v)).button.classList.remove("old");
        cells.get(key(v)).button.ariaBusy = String(!still());
        redraw(key(v));
      }
    },
  });
}
