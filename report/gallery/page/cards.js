// The gallery: filter, sort, and a map on each card that is in sight.

const chosen = { method: methods[0], variant: variants.find((v) => v !== "plain") || variants[0], view: "heat" };

// passing is the share of the nodes that pass, or NaN if nothing is frozen.
function passing(image) {
  const sum = (key) => image.about.layers.reduce((all, layer) => all + layer[key], 0);
  return sum("selected") / sum("nodes");
}

function probability(image) {
  const explained = image.about.predictions.find((p) => p.explained);
  return explained && explained.probability !== undefined ? explained.probability : NaN;
}

// measured is a measure of the image, or of its map that is chosen.
function measured(image, name) {
  const all = (image.about.measures || []).filter((m) => m.name === name);
  const own = all.find((m) => m.method === chosen.method && m.variant === chosen.variant) || all.find((m) => !m.method);
  return own ? own.value : NaN;
}

const byText = new Intl.Collator("en", { numeric: true }).compare;
const descending = (of) => (a, b) => compareNumbers(of(b), of(a));
const ascending = (of) => (a, b) => compareNumbers(of(a), of(b));

// compareNumbers puts what has no number last, in either direction.
function compareNumbers(a, b) {
  if (Number.isNaN(a) || Number.isNaN(b)) return 0;
  return a - b;
}

const sorts = new Map([
  ["As they came", () => 0],
  ["Name", (a, b) => byText(a.about.name, b.about.name)],
  ["Class", (a, b) => byText(a.about.explained, b.about.explained)],
  ["Score, highest first", descending((i) => i.about.score)],
  ["Score, lowest first", ascending((i) => i.about.score)],
]);
const some = (of) => images.some((image) => !Number.isNaN(of(image)));
if (some(probability)) {
  sorts.set("Probability, highest first", descending(probability));
  sorts.set("Probability, lowest first", ascending(probability));
}
if (some(passing)) {
  sorts.set("Passing nodes, most first", descending(passing));
  sorts.set("Passing nodes, fewest first", ascending(passing));
}
const measures = [...new Set(images.flatMap((image) => (image.about.measures || []).map((m) => m.name)))];
for (const name of measures) {
  sorts.set(`${name}, highest first`, descending((image) => measured(image, name)));
  sorts.set(`${name}, lowest first`, ascending((image) => measured(image, name)));
}

function fillSelect(select, values, value) {
  select.replaceChildren(...values.map(([key, text]) => make("option", { value: key, selected: key === value }, text)));
}

function wanted(image, words, name) {
  const text = [image.about.name, image.about.file, image.about.explained, ...image.about.predictions.map((p) => p.name)].join("\n").toLowerCase();
  return words.every((word) => text.includes(word)) && (name === "" || image.about.explained === name);
}

// shown lists the images that are shown, in their order.
let shown = images;

function arrange() {
  const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const compare = sorts.get(byId("sort").value);
  const all = [...images].sort((a, b) => compare(a, b) || a.order - b.order);
  shown = all.filter((image) => wanted(image, words, byId("class").value));
  for (const image of images) image.item.hidden = true;
  for (const image of shown) image.item.hidden = false;
  if (all.some((image, i) => byId("gallery").children[i] !== image.item)) byId("gallery").append(...all.map((image) => image.item));
  byId("count").textContent = shown.length === images.length ? `${images.length} ${images.length === 1 ? "image" : "images"}` : `${shown.length} of ${images.length} images`;
  byId("nothing").hidden = shown.length > 0 || images.length === 0;
  label();
}

// label shows on the cards the measure by which they are sorted.
function label() {
  const name = measures.find((m) => byId("sort").value.startsWith(`${m}, `));
  for (const image of images) {
    const value = name === undefined ? NaN : measured(image, name);
    image.item.querySelector(".measure").textContent = Number.isNaN(value) ? "" : `${name} ${number(value)}`;
  }
}

const number = (value) => Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));

const inSight = new Set();
const sight = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const image = images.find((i) => i.item === entry.target);
    if (entry.isIntersecting) inSight.add(image);
    else inSight.delete(image);
    if (entry.isIntersecting) paintCard(image);
  }
}, { rootMargin: "400px" });

async function paintCard(image) {
  const key = [chosen.method, chosen.variant, chosen.view].join(" ");
  if (image.painted === key) return;
  image.painted = key;
  const canvas = image.item.querySelector(".map");
  const map = mapOf(image, chosen.method, chosen.variant);
  const drawn = await paint(canvas, image, map, chosen.view);
  if (drawn === null) return;
  canvas.classList.toggle("missing", !drawn);
  canvas.setAttribute("aria-label", drawn ? describe(chosen.method, chosen.variant, chosen.view) : `no map ${chosen.method}, ${chosen.variant}`);
}

const describe = (method, variant, view) => `${method}, ${variant}, ${views[view].title.toLowerCase()}`;

function repaint() {
  for (const image of inSight) paintCard(image);
}
