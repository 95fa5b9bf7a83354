// Colours: those of the pictures that tfreeze writes.

const palette = JSON.parse(byId("palette").textContent);
const tables = Object.fromEntries(Object.entries(palette).map(([name, data]) => [name, bytesOf(data)]));

// Each view has the plane that it shows, and the colour of a value: 0 to 1, or -1 to 1 of a
// signed one. Views over the photo say how much of it a value hides.
const views = {
  heat: { title: "Heat", plane: "gray", colour: fromTable("inferno") },
  grayscale: { title: "Gray", plane: "gray", colour: (v) => { const level = Math.round(255 * v); return [level, level, level]; } },
  signed: { title: "Signed", plane: "signed", colour: blueToRed },
  overlay: { title: "Overlay", plane: "gray", colour: fromTable("inferno"), weight: (v) => 0.85 * Math.sqrt(v) },
  contour: { title: "Contour", plane: "gray", colour: fromTable("viridis"), lines: [0.2, 0.4, 0.6, 0.8] },
};

function fromTable(name) {
  return (v) => { const at = 3 * Math.round(255 * v); return tables[name].subarray(at, at + 3); };
}

function blueToRed(v) {
  const pale = 255 - Math.round(255 * Math.abs(v));
  return v < 0 ? [pale, pale, 255] : [255, pale, pale];
}
