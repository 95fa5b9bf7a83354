// The classes with the highest scores, to click on.

import { $, element, say, share, state } from "./state.js";

export function showClasses(aim) {
  const all = state.session.predictions, best = Math.max(...all.map(strength));
  $("#classes").replaceChildren(...all.map((prediction, i) => choice(prediction, i, best, aim)));
}

// strength is what the bar shows: a probability, or a score where there is none.
const strength = ({ probability, score }) => probability ?? score;

function choice(prediction, i, best, aim) {
  const input = element("input", { type: "radio", name: "class", id: `class-${i}`, checked: prediction.target === state.prediction.target });
  const bar = element("span", { className: "bar" });
  bar.style.setProperty("--part", Math.max(0, strength(prediction) / (best || 1)));
  const label = element("label", { htmlFor: input.id },
    element("span", { className: "name", textContent: nameOf(prediction) }),
    element("span", { className: "number", textContent: value(prediction) }), bar);
  input.addEventListener("change", () => {
    state.prediction = prediction;
    aim();
    say(sentence(prediction));
  });
  if (input.checked) say(sentence(prediction));
  return element("div", { className: "class" }, input, label);
}

const value = ({ probability, score }) => probability === undefined ? score.toFixed(2) : share(probability);

const nameOf = (p) => p.label || `Class ${p.name}`;

const sentence = (p) => `${nameOf(p)}, score ${p.score.toFixed(2)}${p.probability === undefined ? "" : `, probability ${share(p.probability)}`}`;
