// The layers' thresholds, and what passes. All percentiles of the slider come at once, so
// that dragging asks for nothing.

import { call } from "./api.js";
import { $, element, freezes, of, share, state } from "./state.js";

let table = { stepsPerPercent: 2, layers: [] };
let rows = [];

export async function loadLayers() {
  table = freezes().length === 0 ? { stepsPerPercent: 2, layers: [] } : await (await call(of("layers"))).json();
  rows = table.layers.map(row);
  const head = element("tr", {}, ...["Layer", "Passes", "Share", "Threshold"].map((text) => element("th", { scope: "col", textContent: text })));
  $("#layers").replaceChildren(element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows.map(({ line }) => line))));
}

function row({ name, nodes, positives }) {
  const bar = element("span", { className: "share" }), part = element("td"), threshold = element("td");
  bar.style.setProperty("--active", positives / nodes);
  const line = element("tr", {},
    element("th", { scope: "row", title: `${name}: ${nodes.toLocaleString("en")} nodes` }, element("bdi", { textContent: name })),
    element("td", { ariaHidden: "true" }, bar), part, threshold);
  return { line, bar, part, threshold };
}

// showLayers shows the layers at the slider's percentile.
export function showLayers() {
  const step = Math.round(state.percentile * table.stepsPerPercent);
  let passes = 0, nodes = 0;
  table.layers.forEach((layer, i) => {
    const { bar, part, threshold } = rows[i], own = layer.selected[step] / layer.nodes;
    bar.style.setProperty("--part", own);
    part.textContent = share(own);
    threshold.textContent = layer.thresholds ? short(layer.thresholds[step]) : "none is active";
    passes += layer.selected[step];
    nodes += layer.nodes;
  });
  const text = nodes === 0 ? "" : `${share(passes / nodes)} of ${nodes.toLocaleString("en")} nodes pass`;
  $("#passing").textContent = text;
  $("#p").ariaValueText = `${state.percentile}: ${text}`;
  $("#p").style.setProperty("--at", state.percentile / 100);
}

const short = (v) => `≥ ${Number(v.toPrecision(3))}`;
