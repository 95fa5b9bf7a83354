// How maps look, and the picture beneath them. None of this asks for another map.

import { call } from "./api.js";
import { paint, views } from "./colours.js";
import { parse } from "./planes.js";
import { $, element, freezes, of, state } from "./state.js";

// showPicture draws what the network sees, below each map and beside it.
export async function showPicture() {
  const picture = await createImageBitmap(await (await call(of("picture"))).blob());
  for (const canvas of [$("#photo"), ...document.querySelectorAll("canvas.under")]) {
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
  }
  $("#photo").ariaLabel = "The photo, as the network sees it";
  edges = null;
  await showEdges();
}

let edges = null;

// showEdges shows the control in place of the photo.
async function showEdges() {
  const wanted = $("#control").checked, canvas = $("#edges");
  if (wanted) {
    edges ??= parse(await (await call(of("edges"))).arrayBuffer());
    paint(edges, state.view === "signed" ? "grayscale" : state.view, canvas);
    canvas.ariaLabel = "The control: the photo's edges, in which no network has a part";
  }
  canvas.hidden = !wanted;
}

// showLooks offers the variants and the colours.
export function showLooks({ changed, coloured }) {
  offer("#variants", "variant", Object.fromEntries(freezes().map((name) => [name, name])), changed);
  offer("#views", "view", Object.fromEntries(Object.entries(views).map(([name, { label }]) => [name, label])), () => {
    coloured();
    showEdges();
  });
}

function offer(where, key, choices, changed) {
  const set = $(where);
  set.hidden = Object.keys(choices).length < 2;
  set.querySelectorAll("label").forEach((label) => label.remove());
  for (const [value, text] of Object.entries(choices)) {
    const input = element("input", { type: "radio", name: key, value, checked: state[key] === value });
    input.addEventListener("change", () => {
      state[key] = value;
      changed();
    });
    set.append(element("label", {}, input, element("span", { textContent: text })));
  }
}

$("#control").addEventListener("change", showEdges);
$("#beneath").addEventListener("input", ({ target }) => {
  document.documentElement.style.setProperty("--map", 1 - target.value / 100);
});
