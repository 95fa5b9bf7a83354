// What the user has chosen, and what follows from it.

import { query } from "./api.js";

export const state = {
  model: null, // of /page/models
  photo: null, // { file } or { sample }, to be sent again
  session: null, // of /page/photos
  prediction: null, // the class that is explained
  method: "",
  variant: "", // the one that freezes, in the large panel
  percentile: 80,
  view: "grayscale",
  maps: new Map(), // the newest drawn, by cell
};

export const $ = (selector) => document.querySelector(selector);

// element makes an element with properties, and with children or texts inside.
export function element(name, properties = {}, ...inside) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inside);
  return made;
}

// of is a path of the session.
export const of = (path, parameters = {}) => query(`/page/${path}`, { session: state.session.session, ...parameters });

// request are the parameters of a map. A plain one has no percentile.
export const request = (method, variant) => ({
  method, variant, target: state.prediction.target, percentile: variant === "plain" ? undefined : state.percentile,
});

export const info = (method) => state.model.methods.find(({ name }) => name === method);

// freezes lists the variants that freeze; none where nothing of the model can be frozen.
export const freezes = () => state.model.variants.filter((variant) => variant !== "plain");

// title says a method's name in words.
export const title = (method) => named[method] ?? method.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase());

const named = {
  grad: "Gradient", guided_backprop: "Guided Backprop", elrp: "ε-LRP", integrated_gradients: "Integrated Gradients",
  smoothgrad: "SmoothGrad", deeplift: "DeepLIFT", grad_x_input: "Gradient × input", fem: "FEM", xrai: "XRAI", grad_cam: "Grad-CAM",
  vargrad: "VarGrad", blur_ig: "Blur IG", guided_ig: "Guided IG", rectgrad: "RectGrad",
};

// share is a part of 1 in percent.
export const share = (part) => `${(100 * part).toFixed(part > 0 && part < 0.1 ? 1 : 0)} %`;

// say tells screen readers.
export const say = (text) => { $("#said").textContent = text; };
