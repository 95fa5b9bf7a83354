// What the user takes along: figures, the map itself, and the command that makes it.

import { call } from "./api.js";
import { views } from "./colours.js";
import { nameOf, pathOf } from "./photo.js";
import { showProblem } from "./problem.js";
import { $, element, freezes, of, request, say, state, title } from "./state.js";

export function offerDownloads() {
  $("#png").addEventListener("click", () => tried(savePNG));
  $("#svg").addEventListener("click", () => tried(saveSVG));
  $("#npy").addEventListener("click", () => tried(saveArray));
  $("#copy").addEventListener("click", () => tried(copy));
}

const tried = (save) => save().catch((error) => showProblem(error, () => tried(save)));

function save(blob, ending) {
  const href = URL.createObjectURL(blob);
  element("a", { href, download: `${stem()}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}

const stem = () => [nameOf(state.photo).replace(/\.[^.]*$/, ""), state.method, ...freezes().length ? [state.variant, `p${state.percentile}`] : []].join(".");

const side = 454, gap = 24, line = 26, head = 40;

// parts are the figure's pictures: what lies on what, and the words below.
function parts() {
  const beneath = $("#beneath").value / 100, photo = $("#control").checked ? $("#edges") : $("#photo");
  const over = (canvas, text) => ({ layers: [[$("#photo"), 1], [canvas, 1 - beneath]], text });
  const all = [{ layers: [[photo, 1]], text: $("#control").checked ? "Edges of the photo" : "Photo" }, over($("#plain"), "Plain")];
  return freezes().length ? [...all, over($("#frozen"), `Frozen by ${state.variant}, p = ${state.percentile}`)] : all;
}

const heading = () => `${state.prediction.name}: ${title(state.method)}`;

// size fits a canvas into the side.
function size(canvas) {
  const scale = side / Math.max(canvas.width, canvas.height);
  return [canvas.width * scale, canvas.height * scale];
}

async function savePNG() {
  const all = parts(), [width, height] = size($("#photo"));
  const canvas = element("canvas", { width: gap + all.length * (width + gap), height: head + height + line + gap }), on = canvas.getContext("2d");
  on.fillStyle = "white";
  on.fillRect(0, 0, canvas.width, canvas.height);
  on.fillStyle = "black";
  on.imageSmoothingEnabled = false;
  on.font = "18px Georgia, serif";
  on.fillText(heading(), gap, 28);
  on.font = "15px Arial, sans-serif";
  all.forEach(({ layers, text }, i) => {
    const x = gap + i * (width + gap);
    for (const [layer, opacity] of layers) {
      on.globalAlpha = opacity;
      on.drawImage(layer, x, head, width, height);
    }
    on.globalAlpha = 1;
    on.fillText(text, x, head + height + line - 4);
  });
  save(await new Promise((done) => canvas.toBlob(done, "image/png")), "png");
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;" })[c]);

async function saveSVG() {
  const all = parts(), [width, height] = size($("#photo"));
  const columns = all.map(({ layers, text }, i) => {
    const x = gap + i * (width + gap);
    const images = layers.map(([layer, opacity]) => `<image x="${x}" y="${head}" width="${width}" height="${height}" opacity="${opacity}" image-rendering="pixelated" href="${layer.toDataURL()}"/>`);
    return `${images.join("")}<text x="${x}" y="${head + height + line - 4}" font-family="Arial, sans-serif" font-size="15">${escaped(text)}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${gap + all.length * (width + gap)}" height="${head + height + line + gap}"><rect width="100%" height="100%" fill="white"/><text x="${gap}" y="28" font-family="Georgia, serif" font-size="18">${escaped(heading())}</text>${columns.join("")}</svg>\n`;
  save(new Blob([svg], { type: "image/svg+xml" }), "svg");
}

async function saveArray() {
  save(await (await call(of("map.npy", request(state.method, state.variant || "plain")))).blob(), "npy");
}

// showCommand shows the command line that makes the large maps.
export function showCommand() {
  const frozen = freezes().length ? [`--freeze plain,${state.variant}`, `--percentile ${state.percentile}`] : ["--freeze plain"];
  const target = state.prediction.target ? [`--target ${quoted(state.prediction.target)}`] : [];
  const flags = [`--method ${state.method}`, ...frozen, ...target, views[state.view].flags];
  $("#command").replaceChildren(`tfreeze explain ${quoted(state.model.path)} ${quoted(pathOf(state.photo))}`, ...flags.flatMap((flag) => [" ", element("span", { textContent: flag })]));
}

const quoted = (text) => /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

async function copy() {
  await navigator.clipboard.writeText($("#command").textContent);
  $("#copy").textContent = "Copied";
  say("Copied");
  setTimeout(() => { $("#copy").textContent = "Copy"; }, 1500);
}
