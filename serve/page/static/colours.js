// Pictures of maps. They are explain's views.

import { percentile } from "./planes.js";

// clip is the percentile at which pictures clip.
const clip = 99;

// views are the pictures to choose from, with the flags of explain that draw the same.
export const views = {
  grayscale: { label: "Gray", flags: "--view grayscale", paint: (map) => ofMagnitudes(map, gray) },
  inferno: { label: "Inferno", flags: "--view heat --colormap inferno", paint: (map) => ofMagnitudes(map, tables.inferno) },
  viridis: { label: "Viridis", flags: "--view heat --colormap viridis", paint: (map) => ofMagnitudes(map, tables.viridis) },
  signed: { label: "Signed", flags: "--view signed", paint: ofSigned },
};

const pack = (r, g, b) => (255 << 24 | b << 16 | g << 8 | r) >>> 0; // as the memory of a canvas has it
const gray = Uint32Array.from({ length: 256 }, (_, i) => pack(i, i, i));
let tables = {};

// useColormaps takes 256 colours a map, each as rrggbb.
export function useColormaps(maps) {
  const read = (text) => pack(...text.match(/../g).map((hex) => parseInt(hex, 16)));
  tables = Object.fromEntries(Object.entries(maps).map(([name, colours]) => [name, Uint32Array.from(colours.match(/.{6}/g), read)]));
}

// pictures are kept as long as their maps are.
const pictures = new WeakMap();

// paint draws a map into canvases, one pixel for each of the map's.
export function paint(map, view, ...canvases) {
  const made = pictures.get(map) ?? {};
  pictures.set(map, made);
  made[view] ??= views[view].paint(map);
  for (const canvas of canvases) {
    canvas.width = map.width;
    canvas.height = map.height;
    canvas.getContext("2d").putImageData(made[view], 0, 0);
  }
}

const level = (t) => Math.round(Math.min(t, 1) * 255);

// drawn makes a picture of colours.
function drawn({ width, height }, colours) {
  return new ImageData(new Uint8ClampedArray(colours.buffer), width, height);
}

// ofMagnitudes maps the range from the minimum to the percentile to the table.
function ofMagnitudes(map, table) {
  const { absolute } = map, colours = new Uint32Array(absolute.length);
  let low = Infinity;
  for (const v of absolute) low = Math.min(low, v);
  const span = percentile(absolute, clip) - low;
  for (let i = 0; i < colours.length; i++) {
    const above = absolute[i] - low;
    colours[i] = table[level(span > 0 ? above / span : above > 0 ? 1 : 0)];
  }
  return drawn(map, colours);
}

// ofSigned maps -percentile to blue, 0 to white and the percentile to red.
function ofSigned(map) {
  const { signed } = map, colours = new Uint32Array(signed.length), span = percentile(signed, clip);
  for (let i = 0; i < colours.length; i++) {
    const v = signed[i], pale = 255 - level(v === 0 ? 0 : span > 0 ? Math.abs(v) / span : 1);
    colours[i] = v < 0 ? pack(pale, pale, 255) : pack(255, pale, pale);
  }
  return drawn(map, colours);
}
