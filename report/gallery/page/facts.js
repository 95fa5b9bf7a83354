// What is known of an image: predictions, layers, measures, parameters, commands.

function table(heads, rows) {
  const head = make("tr", {}, ...heads.map(([text, kind]) => make("th", { scope: "col", class: kind }, text)));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
}

// bar is a cell with a number and a bar of that share. lighter is a longer one behind it.
function bar(text, share, lighter) {
  const cell = make("td", { class: "bar" }, make("span", { class: "track", "aria-hidden": "true" }), make("span", { class: "figure" }, text));
  const track = cell.firstChild;
  for (const [name, width] of [["pale", lighter], ["full", share]]) {
    if (width === undefined) continue;
    const piece = make("span", { class: name });
    piece.style.width = `${Math.max(0, Math.min(1, width)) * 100}%`;
    track.append(piece);
  }
  return cell;
}

const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;

function showPredictions(predictions) {
  const probable = predictions.some((p) => p.probability !== undefined);
  const scores = predictions.map((p) => p.score), low = Math.min(0, ...scores), high = Math.max(...scores);
  const rows = predictions.map((p) => make("tr", { class: p.explained ? "explained" : undefined },
    make("th", { scope: "row" }, p.name, p.explained ? make("span", { class: "mark" }, "explained") : ""),
    make("td", {}, number(p.score)),
    probable ? bar(percent(p.probability), p.probability) : bar("", high > low ? (p.score - low) / (high - low) : 0)));
  const none = make("p", { class: "quiet" }, "What is explained is a sum over classes.");
  byId("predictions").replaceChildren(rows.length ? table([["Class"], ["Score", "right"], [probable ? "Probability" : ""]], rows) : none);
}

// showLayers plots, for each layer from the input to the output, the share of its nodes that
// are positive, that of those that pass, and the threshold on a scale of its own.
function showLayers(layers) {
  byId("layers-part").hidden = layers.length === 0;
  if (layers.length === 0) return;
  const sum = (key) => layers.reduce((all, layer) => all + layer[key], 0);
  byId("layers-says").textContent = `${sum("selected").toLocaleString("en")} of ${sum("nodes").toLocaleString("en")} nodes pass, ${percent(sum("selected") / sum("nodes"))}. ` +
    "Dark is the share that passes, pale the share that is positive; the dot is the threshold.";
  const most = Math.max(...layers.map((layer) => layer.threshold ?? 0));
  const prefix = shared(layers.map((layer) => layer.name));
  const rows = layers.map((layer) => make("tr", {},
    make("th", { scope: "row", title: `${layer.name} ${layer.shape}` }, layer.name.slice(prefix)),
    bar(percent(layer.selected / layer.nodes), layer.selected / layer.nodes, layer.positives / layer.nodes),
    threshold(layer.threshold, most)));
  byId("layers").replaceChildren(table([["Layer"], ["Nodes that pass"], ["Threshold"]], rows));
}

// shared is the length of the beginning, up to a slash, that all names share.
function shared(names) {
  let end = names.length > 1 ? names[0].lastIndexOf("/") + 1 : 0;
  while (end > 0 && !names.every((name) => name.startsWith(names[0].slice(0, end)))) end = names[0].lastIndexOf("/", end - 2) + 1;
  return end;
}

function threshold(value, most) {
  if (value === null) return make("td", { class: "bar" }, make("span", { class: "figure" }, "none"));
  const dot = make("span", { class: "dot" });
  dot.style.left = `${most > 0 ? 100 * Math.max(0, value) / most : 0}%`;
  return make("td", { class: "bar" }, make("span", { class: "track line", "aria-hidden": "true" }, dot), make("span", { class: "figure" }, number(value)));
}

// showMeasures has a row for each map, and a column for each measure.
function showMeasures(all) {
  byId("measures-part").hidden = !all || all.length === 0;
  if (!all) return;
  const names = [...new Set(all.map((m) => m.name))];
  const of = (m) => [m.method, m.variant].filter(Boolean).join(", ");
  const rows = [...new Set(all.map(of))].map((map) => make("tr", {}, make("th", { scope: "row" }, map),
    ...names.map((name) => { const m = all.find((one) => one.name === name && of(one) === map); return make("td", { class: "right" }, m ? number(m.value) : ""); })));
  byId("measures").replaceChildren(table([["Map"], ...names.map((name) => [name, "right"])], rows));
}

function showFacts(about) {
  const facts = [{ name: "file", value: about.file }, ...about.facts];
  byId("parameters").replaceChildren(...facts.map((f) => make("div", {}, make("dt", {}, f.name), make("dd", {}, f.value))));
  byId("command-part").hidden = !about.commands;
  byId("commands").replaceChildren(...(about.commands || []).map(commandLine));
}

function commandLine(text) {
  const code = make("code", { tabindex: "0" }, text), button = make("button", { type: "button" }, "Copy");
  button.addEventListener("click", () => copy(text, code, button));
  return make("div", { class: "command" }, code, button);
}

// copy selects the text where the browser lets no page write to the clipboard.
async function copy(text, code, button) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
}
