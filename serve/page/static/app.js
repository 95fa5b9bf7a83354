// The page: a photo, its classes, and a percentile that is a slider.

import { call } from "./api.js";
import { showClasses } from "./classes.js";
import { useColormaps } from "./colours.js";
import { offerDownloads, showCommand } from "./download.js";
import { loadLayers, showLayers } from "./layers.js";
import { showLooks, showPicture } from "./looks.js";
import { askMaps, buildMultiples, choose, note, recolour, start } from "./multiples.js";
import { offerPhotos, send } from "./photo.js";
import { showProblem, useSend } from "./problem.js";
import { $, element, freezes, say, state } from "./state.js";

async function open() {
  const { models, samples, percentile, colormaps } = await (await call("/page/models")).json();
  state.percentile = percentile;
  useColormaps(colormaps);
  showModels(models);
  useSend(() => photo(state.photo));
  await offerPhotos(samples, photo);
}

function showModels(models) {
  const select = $("#model");
  select.replaceChildren(...models.map(({ name }) => element("option", { value: name, textContent: name })));
  select.hidden = models.length < 2;
  $("#model-name").textContent = models.length < 2 ? models[0].name : "";
  const use = () => { state.model = models.find(({ name }) => name === select.value) ?? models[0]; };
  select.addEventListener("change", () => {
    use();
    if (state.photo) photo(state.photo);
  });
  use();
}

let newest = null;

// photo runs the network at a photo, and shows what it finds.
async function photo(given) {
  const { model } = state;
  newest = given;
  document.body.classList.add("waiting");
  try {
    const session = await send(given);
    if (newest !== given || model !== state.model) return; // another one was chosen meanwhile
    Object.assign(state, { session, photo: given });
    await show();
  } catch (error) {
    if (state.session?.model !== model.name) welcome(); // the maps on the page are another model's
    showProblem(error, () => photo(given));
  } finally {
    if (newest === given) document.body.classList.remove("waiting");
  }
}

function welcome() {
  $("#work").hidden = true;
  $("#welcome").hidden = false;
}

async function show() {
  const names = state.model.methods.map(({ name }) => name), before = state.prediction?.target;
  if (!names.includes(state.method)) state.method = names[0];
  if (!freezes().includes(state.variant)) state.variant = freezes()[0] ?? "";
  state.prediction = state.session.predictions.find(({ target }) => target === before) ?? state.session.predictions[0];
  $("#problem").hidden = $("#welcome").hidden = true;
  $("#work").hidden = $("#another").hidden = false;
  for (const part of ["#slider", "#frozen-figure", "#layers-section"]) $(part).hidden = freezes().length === 0;
  start();
  showClasses(aim);
  showLooks({ changed, coloured });
  buildMultiples(changed);
  await Promise.all([showPicture(), loadLayers()]);
  choose();
  slide(state.percentile, false);
}

// aim explains another class.
function aim() {
  start();
  recolour();
  changed();
}

// changed shows another choice.
function changed() {
  choose();
  note();
  showCommand();
  askMaps(false);
}

// coloured shows the maps in other colours.
function coloured() {
  recolour();
  showCommand();
}

// slide freezes below another percentile. While the slider moves, only some maps follow.
function slide(percentile, moving) {
  state.percentile = percentile;
  $("#p").value = percentile;
  $("#p-value").textContent = percentile;
  showLayers();
  note();
  showCommand();
  askMaps(moving);
}

// stopped is called when the slider rests.
function stopped() {
  askMaps(false);
  say($("#p").ariaValueText);
}

let letGo = 0;

$("#p").addEventListener("input", (event) => {
  slide(Number(event.target.value), true);
  clearTimeout(letGo);
  letGo = setTimeout(stopped, 300);
});

$("#another").addEventListener("click", () => {
  $("#welcome").hidden = !$("#welcome").hidden;
  if (!$("#welcome").hidden) $("#file").focus();
});

offerDownloads();
open().catch((error) => showProblem(error, () => location.reload()));
