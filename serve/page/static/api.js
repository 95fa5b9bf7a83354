// Requests to the server, and what went wrong with them.

// A Problem is an error that the user is told.
export class Problem extends Error {
  constructor(message, status = 0, wait = 0) {
    super(message);
    this.status = status;
    this.wait = wait;
  }
}

const kept = "tfreeze-token";

// call asks the server. It asks for a token if the server wants one.
export async function call(path, options = {}) {
  const token = sessionStorage.getItem(kept);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem("The server does not answer. Is tfreeze serve still running?");
  }
  if (answer.ok) return answer;
  if (answer.status === 401) {
    await askForToken();
    return call(path, options);
  }
  throw new Problem(await told(answer), answer.status, Number(answer.headers.get("Retry-After")) || 0);
}

async function told(answer) {
  if (answer.status === 429) return "The server is busy. This page tries again by itself.";
  try {
    const { error } = await answer.json();
    return sentence(typeof error === "string" ? error : JSON.stringify(error));
  } catch {
    return `The server answers ${answer.status}.`;
  }
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");

function askForToken() {
  const dialog = document.querySelector("#token"), text = dialog.querySelector("input");
  text.value = "";
  if (!dialog.open) dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => {
    sessionStorage.setItem(kept, text.value.trim());
    done();
  }, { once: true }));
}

// query writes parameters behind a path, save those that are undefined.
export function query(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  return `${path}?${new URLSearchParams(given)}`;
}
