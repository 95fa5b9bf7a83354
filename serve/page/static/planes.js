// Maps as the server sends them: a line of JSON, then two planes of 16 bits.

// parse reads { height, width, scales, score, ... , signed, absolute }.
export function parse(buffer) {
  const bytes = new Uint8Array(buffer);
  const end = bytes.indexOf(10);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const n = head.height * head.width, at = end + 1;
  return { ...head, signed: int16(buffer, at, n), absolute: int16(buffer, at + 2 * n, n) };
}

function int16(buffer, at, n) {
  const view = new DataView(buffer, at, 2 * n), values = new Int16Array(n);
  for (let i = 0; i < n; i++) values[i] = view.getInt16(2 * i, true);
  return values;
}

const levels = 32768;

// percentile is numpy.percentile of the magnitudes, with linear interpolation.
export function percentile(values, p) {
  const counts = new Uint32Array(levels);
  for (const v of values) counts[Math.abs(v)]++;
  const at = p / 100 * (values.length - 1), low = Math.floor(at);
  const a = nth(counts, low), b = nth(counts, Math.min(low + 1, values.length - 1));
  return a + (b - a) * (at - low);
}

// nth is the k-th smallest level, counted from 0.
function nth(counts, k) {
  let level = 0;
  for (let below = counts[0]; below <= k; below += counts[level]) level++;
  return level;
}
