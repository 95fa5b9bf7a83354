// Pictures: a map in a view, painted on a canvas in the map's own size.

// turns counts the paintings of each canvas: a slow one must not end after a later one.
const turns = new WeakMap();

// paint returns false if the image has no such map, and null if it was overtaken.
async function paint(canvas, image, map, viewName) {
  const view = views[viewName], turn = (turns.get(canvas) || 0) + 1;
  turns.set(canvas, turn);
  const plane = map && await planeAt(image, map[view.plane]);
  const ground = plane && image.photo && (view.weight || view.lines) ? await groundOf(image) : null;
  if (turns.get(canvas) !== turn) return null;
  if (!plane) {
    canvas.width = canvas.height = 1;
    return false;
  }
  if (view.lines) contour(canvas, plane, view, ground);
  else fill(canvas, plane, view, ground);
  return true;
}

const valueOf = (plane, level) => plane.signed ? (2 * level - plane.levels) / plane.levels : level / plane.levels;

function fill(canvas, plane, view, ground) {
  size(canvas, plane.width, plane.height);
  const colours = Array.from({ length: plane.levels + 1 }, (_, level) => view.colour(valueOf(plane, level)));
  const weights = Array.from({ length: plane.levels + 1 }, (_, level) => view.weight && ground ? view.weight(valueOf(plane, level)) : 1);
  const context = canvas.getContext("2d");
  if (ground) context.drawImage(ground, 0, 0, plane.width, plane.height);
  const out = context.getImageData(0, 0, plane.width, plane.height);
  for (let i = 0; i < plane.values.length; i++) {
    const colour = colours[plane.values[i]], weight = weights[plane.values[i]];
    for (let k = 0; k < 3; k++) out.data[4 * i + k] = Math.round((1 - weight) * out.data[4 * i + k] + weight * colour[k]);
    out.data[4 * i + 3] = 255;
  }
  context.putImageData(out, 0, 0);
}

function size(canvas, width, height) {
  canvas.width = width;
  canvas.height = height;
  canvas.classList.toggle("small", Math.max(width, height) < 96);
}

// groundOf is the photo in gray, so that all colours are the map's.
async function groundOf(image) {
  if (image.ground) return image.ground;
  image.photo.loading = "eager";
  await image.photo.decode();
  const ground = make("canvas", { width: image.photo.naturalWidth, height: image.photo.naturalHeight });
  const context = ground.getContext("2d");
  context.drawImage(image.photo, 0, 0);
  const pixels = context.getImageData(0, 0, ground.width, ground.height);
  for (let i = 0; i < pixels.data.length; i += 4) {
    const luma = Math.round(0.299 * pixels.data[i] + 0.587 * pixels.data[i + 1] + 0.114 * pixels.data[i + 2]);
    pixels.data[i] = pixels.data[i + 1] = pixels.data[i + 2] = luma;
  }
  context.putImageData(pixels, 0, 0);
  return image.ground = ground;
}

// contour draws lines where the blurred map has shares of its largest value.
function contour(canvas, plane, view, ground) {
  const times = Math.max(1, Math.round(640 / Math.max(plane.width, plane.height)));
  size(canvas, times * plane.width, times * plane.height);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  if (ground) context.drawImage(ground, 0, 0, canvas.width, canvas.height);
  const values = blurred(plane);
  const width = Math.max(canvas.width, canvas.height) / 220;
  for (const dark of [true, false]) {
    for (const level of view.lines) {
      context.beginPath();
      for (const [x0, y0, x1, y1] of segments(values, plane.width, plane.height, level)) {
        context.moveTo((x0 + 0.5) * times, (y0 + 0.5) * times);
        context.lineTo((x1 + 0.5) * times, (y1 + 0.5) * times);
      }
      context.lineWidth = dark ? 1.8 * width : width;
      context.strokeStyle = dark ? "rgb(30 30 30)" : `rgb(${[...view.colour(level)].join(" ")})`;
      context.stroke();
    }
  }
}

// blurred blurs by a Gaussian, mirrored at the edges, and divides by the largest value.
function blurred(plane) {
  const { width, height } = plane;
  const sd = Math.max(0.025 * Math.max(width, height), 0.5), reach = Math.ceil(4 * sd);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sd * sd)));
  let values = Float32Array.from(plane.values);
  for (const [length, step, lines, stride] of [[width, 1, height, width], [height, width, width, 1]]) {
    const out = new Float32Array(values.length);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++) sum += kernel[k + reach] * values[line * stride + mirrored(i + k, length) * step];
        out[line * stride + i * step] = sum;
      }
    }
    values = out;
  }
  const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  return values.map((v) => v / most);
}

function mirrored(i, length) {
  const period = 2 * length;
  const at = ((i % period) + period) % period;
  return at < length ? at : period - 1 - at;
}

// segments lists the pieces of a level's line, by marching squares.
function* segments(values, width, height, level) {
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const at = y * width + x;
      const corners = [[x, y, values[at]], [x + 1, y, values[at + 1]], [x + 1, y + 1, values[at + width + 1]], [x, y + 1, values[at + width]]];
      const cuts = [];
      for (let k = 0; k < 4; k++) {
        const [ax, ay, a] = corners[k], [bx, by, b] = corners[(k + 1) % 4];
        if ((a < level) !== (b < level)) {
          const t = (level - a) / (b - a);
          cuts.push([ax + t * (bx - ax), ay + t * (by - ay)]);
        }
      }
      for (let k = 0; k + 1 < cuts.length; k += 2) yield [...cuts[k], ...cuts[k + 1]];
    }
  }
}
