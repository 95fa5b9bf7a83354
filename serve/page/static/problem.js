// What went wrong, in a sentence, and a way on.

import { $ } from "./state.js";

export function showProblem(error, again) {
  if (error.name === "AbortError") return;
  const box = $("#problem"), button = box.querySelector("button");
  box.querySelector("p").textContent = error.message;
  box.hidden = false;
  button.onclick = () => {
    box.hidden = true;
    again();
  };
}
