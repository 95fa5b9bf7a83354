// Maps as the server sends them: a line of JSON, then two planes of 16 bits,
// little-endian as the machines are that browsers run on.

// parse reads { height, width, scales, score, ... , signed, absolute }.
export function parse(buffer) {
  const bytes = new Uint8Array(buffer);
  const end = bytes.indexOf(10);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const n = head.height * head.width, at = end + 1;
  return { ...head, signed: new Int16Array(buffer, at, n), absolute: new Int16Array(buffer, at + 2 * n, n) };
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
