// Photos: dropped, chosen, pasted, or one that ships.

import { call, query } from "./api.js";
import { $, element, state } from "./state.js";

// offerPhotos calls use with { file } or { sample }.
export async function offerPhotos(samples, use) {
  const file = $("#file");
  file.addEventListener("change", () => {
    if (file.files[0]) use({ file: file.files[0] });
    file.value = "";
  });
  const drop = $("#drop");
  addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files[0]) use({ file: event.dataTransfer.files[0] });
  });
  addEventListener("paste", (event) => {
    const pasted = [...event.clipboardData.files].find(({ type }) => type.startsWith("image/"));
    if (pasted) use({ file: pasted });
  });
  $("#samples").replaceChildren(...await Promise.all(samples.map((name) => sample(name, use))));
}

async function sample(name, use) {
  const src = URL.createObjectURL(await (await call(`/page/samples/${name}`)).blob());
  const button = element("button", { type: "button", className: "sample" }, element("img", { src, alt: "" }), element("span", { textContent: name }));
  button.addEventListener("click", () => use({ sample: name }));
  return button;
}

// send makes a session of a photo.
export async function send({ file, sample }) {
  const path = query("/page/photos", { model: state.model.name, sample });
  return (await call(path, { method: "POST", body: file })).json();
}

// nameOf is the photo's name, and pathOf what a command line calls it.
export const nameOf = ({ file, sample }) => file ? file.name : sample;
export const pathOf = ({ file, sample }) => file ? file.name : `testdata/photos/${sample}.png`;
