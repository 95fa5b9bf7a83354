// What went wrong, in a sentence, and a way on.

import { $ } from "./state.js";

let send = null;

// useSend takes what sends the photo once more, if the server no longer keeps it.
export function useSend(again) { send = again; }

export function showProblem(error, again) {
  if (error.name === "AbortError") return;
  if (error.status === 410) {
    send();
    return;
  }
  const box = $("#problem"), button = box.querySelector("button"), helps = !(error.status >= 400 && error.status < 500);
  box.querySelector("p").textContent = error.message;
  box.hidden = false;
  button.textContent = helps ? "Try again" : "Close";
  button.onclick = () => {
    box.hidden = true;
    if (helps) again();
  };
}
