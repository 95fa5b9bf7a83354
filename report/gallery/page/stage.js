// The stage: plain and frozen on top of each other, with a slider between them.

const detail = byId("detail");
let current = null; // the image that the detail shows

// sides are the variants on the left and on the right: plain, and the frozen one chosen. They
// are the same if there is nothing to compare.
function sides() {
  const own = variants.filter((v) => mapOf(current, chosen.method, v));
  const right = own.includes(chosen.variant) ? chosen.variant : own[own.length - 1];
  const left = own.includes("plain") ? "plain" : right;
  return [left, right];
}

async function paintStage() {
  const image = current;
  const [left, right] = sides();
  const both = left !== right;
  for (const [id, variant] of [["stage-left", left], ["stage-right", right]]) {
    const canvas = byId(id);
    const label = describe(chosen.method, variant || "no map", chosen.view);
    if (await paint(canvas, image, mapOf(image, chosen.method, variant), chosen.view) === null || image !== current) return;
    canvas.setAttribute("aria-label", label);
  }
  byId("stage-right").hidden = !both;
  byId("stage").classList.toggle("single", !both);
  byId("tag-left").textContent = left || "";
  byId("tag-right").textContent = right || "";
  byId("stage").hidden = image.about.maps.every((map) => map.gray < 0);
  const { width, height } = byId("stage-left");
  byId("stage").style.setProperty("--aspect", String(width / height));
  cutAt(byId("cut").valueAsNumber);
  legend();
}

function cutAt(percent) {
  const [left, right] = sides();
  byId("stage").style.setProperty("--cut", `${percent}%`);
  byId("cut").setAttribute("aria-label", `Border between ${left} and ${right}`);
  byId("cut").setAttribute("aria-valuetext", `${percent} % ${left}, ${100 - percent} % ${right}`);
}

// drag moves the border with a pointer that is down on the maps.
function drag(event) {
  if (event.buttons !== 1 || byId("stage").classList.contains("single")) return;
  const box = byId("plates").getBoundingClientRect();
  byId("cut").value = String(Math.round(100 * (event.clientX - box.left) / box.width));
  cutAt(byId("cut").valueAsNumber);
}

// legend shows the colours of the view, and what is known of the maps.
function legend() {
  const view = views[chosen.view], signed = view.plane === "signed";
  const context = byId("scale").getContext("2d"), out = context.createImageData(256, 1);
  for (let i = 0; i < 256; i++) out.data.set([...view.colour(signed ? (i - 127.5) / 127.5 : i / 255), 255], 4 * i);
  context.putImageData(out, 0, 0);
  byId("scale-low").textContent = signed ? "against" : "low";
  byId("scale-high").textContent = signed ? "for the class" : "high";
  const facts = sides().filter((v, i, all) => v && all.indexOf(v) === i).map((variant) => {
    const map = mapOf(current, chosen.method, variant);
    return map.facts && map.facts.length ? `${variant}: ${map.facts.map((f) => f.name ? `${f.name} ${f.value}` : f.value).join(", ")}` : "";
  });
  byId("stage-facts").textContent = facts.filter(Boolean).join(" · ");
}

// gridCells are the small pictures of all maps of the image.
let gridCells = [];

// buildGrid makes a block for each method, with a button for each variant.
function buildGrid() {
  gridCells = [];
  const blocks = methods.map((method) => {
    const buttons = current.about.maps.filter((map) => map.method === method && map.gray >= 0).map((map) => gridButton(map));
    return buttons.length > 0 && make("div", { class: "block", role: "group", "aria-label": method }, make("h4", {}, method), make("div", { class: "thumbs" }, ...buttons));
  });
  byId("grid").replaceChildren(...[inputBlock(), ...blocks].filter(Boolean));
}

function inputBlock() {
  if (!current.photo) return null;
  const picture = make("img", { src: current.photo.src, width: current.photo.width, height: current.photo.height, alt: `The input ${current.about.name}, as the network saw it` });
  return make("div", { class: "block" }, make("h4", {}, "what the network saw"), make("div", { class: "thumbs" }, make("div", { class: "input" }, picture, make("span", {}, "input"))));
}

function gridButton(map) {
  const canvas = make("canvas", { width: 1, height: 1, "aria-hidden": "true" });
  const button = make("button", { type: "button", "aria-label": `${map.method}, ${map.variant}` }, canvas, make("span", {}, map.variant));
  button.addEventListener("click", () => choose({ method: map.method, variant: map.variant }));
  gridCells.push({ canvas, map, button });
  return button;
}

async function paintGrid() {
  const image = current, view = chosen.view;
  for (const { canvas, map } of gridCells) {
    await paint(canvas, image, map, view);
    if (image !== current || view !== chosen.view) return;
  }
}

function markGrid() {
  const on = sides();
  for (const { map, button } of gridCells) button.setAttribute("aria-pressed", String(map.method === chosen.method && on.includes(map.variant)));
}
