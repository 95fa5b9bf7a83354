// The start: controls are filled, and everything listens.

fillSelect(byId("class"), [["", "all"], ...[...new Set(images.map((i) => i.about.explained))].sort(byText).map((c) => [c, c])], "");
fillSelect(byId("sort"), [...sorts.keys()].map((name) => [name, name]), "As they came");
fillSelect(byId("method"), methods.map((m) => [m, m]), chosen.method);
fillSelect(byId("variant"), variants.map((v) => [v, v]), chosen.variant);
const viewNames = Object.entries(views).map(([name, view]) => [name, view.title]);
fillSelect(byId("view"), viewNames, chosen.view);
radios("detail-views", "view", viewNames);

byId("filter").addEventListener("input", arrange);
byId("class").addEventListener("change", arrange);
byId("sort").addEventListener("change", arrange);
byId("clear").addEventListener("click", () => {
  byId("filter").value = byId("class").value = "";
  arrange();
  byId("filter").focus();
});
document.querySelector(".tools").addEventListener("submit", (event) => event.preventDefault());
for (const key of ["method", "variant", "view"]) byId(key).addEventListener("change", (event) => choose({ [key]: event.target.value }));
byId("detail-method").addEventListener("change", (event) => choose({ method: event.target.value }));
byId("cut").addEventListener("input", (event) => cutAt(event.target.valueAsNumber));
byId("plates").addEventListener("pointerdown", drag);
byId("plates").addEventListener("pointermove", drag);
byId("previous").addEventListener("click", () => go(-1));
byId("next").addEventListener("click", () => go(1));
byId("close").addEventListener("click", () => detail.close());
detail.addEventListener("close", closed);
detail.addEventListener("keydown", press);
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || detail.open || event.target.closest("input, select")) return;
  event.preventDefault();
  byId("filter").focus();
});
addEventListener("hashchange", follow);

arrange();
for (const image of images) sight.observe(image.item);
follow();
