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

const gray = Array.from({ length: 256 }, (_, i) => [i, i, i]);
let tables = {};

// useColormaps takes 256 colours a map, each as rrggbb.
export function useColormaps(maps) {
  const read = (text) => text.match(/../g).map((hex) => parseInt(hex, 16));
  tables = Object.fromEntries(Object.entries(maps).map(([name, colours]) => [name, colours.match(/.{6}/g).map(read)]));
}

// paint draws a map into a canvas, one pixel for each of the map's.
export function paint(canvas, map, view) {
  canvas.width = map.width;
  canvas.height = map.height;
  canvas.getContext("2d").putImageData(views[view].paint(map), 0, 0);
}

const level = (t) => Math.round(Math.min(Math.max(t, 0), 1) * 255);

// ofMagnitudes maps the range from the minimum to the percentile to the table.
function ofMagnitudes({ absolute, width, height }, table) {
  const image = new ImageData(width, height);
  const low = absolute.reduce((a, b) => Math.min(a, b), Infinity), span = percentile(absolute, clip) - low;
  absolute.forEach((v, i) => {
    const above = v - low;
    image.data.set(table[level(span > 0 ? above / span : above > 0 ? 1 : 0)], 4 * i);
    image.data[4 * i + 3] = 255;
  });
  return image;
}

// ofSigned maps -percentile to blue, 0 to white and the percentile to red.
function ofSigned({ signed, width, height }) {
  const image = new ImageData(width, height), span = percentile(signed, clip);
  signed.forEach((v, i) => {
    const pale = 255 - level(v === 0 ? 0 : span > 0 ? Math.abs(v) / span : 1);
    image.data.set(v < 0 ? [pale, pale, 255, 255] : [255, pale, pale, 255], 4 * i);
  });
  return image;
}
