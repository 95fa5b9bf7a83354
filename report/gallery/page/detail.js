// The detail: an image on a sheet of its own, at the address #image-N.

function show(image) {
  current = image;
  const about = image.about;
  byId("detail-name").textContent = about.name;
  byId("detail-says").textContent = `${about.explained}, score ${number(about.score)}`;
  byId("place").textContent = `${shown.indexOf(image) + 1} of ${shown.length}`;
  byId("previous").disabled = !neighbour(-1);
  byId("next").disabled = !neighbour(1);
  byId("detail-note").hidden = !about.note;
  byId("detail-note").textContent = about.note || "";
  showPredictions(about.predictions);
  showLayers(about.layers);
  showMeasures(about.measures);
  showFacts(about);
  buildGrid();
  fillSelect(byId("detail-method"), methods.filter((m) => about.maps.some((map) => map.method === m)).map((m) => [m, m]), chosen.method);
  if (!about.maps.some((map) => map.method === chosen.method) && about.maps.length > 0) chosen.method = about.maps[0].method;
  if (!detail.open) {
    detail.showModal();
    byId("detail-name").focus();
  }
  detail.scrollTop = 0;
  radios("detail-variants", "variant", variants.filter((v) => v !== "plain" && about.maps.some((map) => map.variant === v)).map((v) => [v, v]));
  redraw(true);
}

const neighbour = (by) => shown[shown.indexOf(current) + by];

// radios fills a group. A group of one says nothing, and is hidden.
function radios(id, key, values) {
  const group = byId(id);
  const choices = values.map(([value, text]) => {
    const input = make("input", { type: "radio", name: id, value, checked: chosen[key] === value });
    input.addEventListener("change", () => choose({ [key]: value }));
    return make("label", {}, input, make("span", {}, text));
  });
  group.replaceChildren(group.querySelector("legend"), ...choices);
  group.hidden = values.length < 2;
}

// choose changes method, variant or view, here and in the gallery.
function choose(change) {
  const view = chosen.view;
  Object.assign(chosen, change);
  for (const key of ["method", "variant", "view"]) byId(key).value = chosen[key];
  repaint();
  if (measures.some((m) => byId("sort").value.startsWith(`${m}, `))) arrange();
  if (detail.open) redraw(view !== chosen.view);
}

function redraw(grid) {
  if (current.about.maps.length > 0) paintStage();
  if (grid) paintGrid();
  markGrid();
  byId("detail-method").value = chosen.method;
  for (const input of detail.querySelectorAll("fieldset input")) input.checked = [chosen.variant, chosen.view].includes(input.value);
}

// follow shows the image that the address names.
function follow() {
  const image = images.find((i) => `#${i.item.id}` === location.hash);
  if (image) show(image);
  else if (detail.open) detail.close();
}

function go(by) {
  const to = neighbour(by);
  if (to) location.replace(`#${to.item.id}`);
}

function closed() {
  const item = current.item;
  current = null;
  if (location.hash === `#${item.id}`) history.replaceState(null, "", location.pathname + location.search);
  item.querySelector(".open").focus();
}

function cycle(key, values) {
  if (values.length > 0) choose({ [key]: values[(values.indexOf(chosen[key]) + 1) % values.length] });
}

// press answers single keys, unless they are meant for a control.
function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input")) return;
  const key = event.key;
  if (key === "ArrowLeft") go(-1);
  else if (key === "ArrowRight") go(1);
  else if (key === "m") cycle("method", [...byId("detail-method").options].map((o) => o.value));
  else if (key === "f") cycle("variant", [...byId("detail-variants").querySelectorAll("input")].map((i) => i.value));
  else if (key === "v") cycle("view", Object.keys(views));
  else return;
  event.preventDefault();
}
