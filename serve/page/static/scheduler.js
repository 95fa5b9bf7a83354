// The order of requests for maps. One is in flight at a time, since the server computes one
// at a time. A place on the page waits for its newest map alone: dragging replaces what
// waits. A map that takes long gives way to those that follow the slider.

import { Problem, call } from "./api.js";
import { parse } from "./planes.js";

// remembered is the number of maps kept in the browser.
const remembered = 96;

export class Scheduler {
  waiting = new Map(); // by place: { url, live, draw }
  served = new Map(); // by place: when it was last drawn
  maps = new Map(); // by URL
  running = null;

  constructor({ failed, busy }) {
    this.failed = failed;
    this.busy = busy;
  }

  knows(url) { return this.maps.has(url); }

  // want asks for a place's map. draw is called with it.
  want(place, job) {
    const known = this.maps.get(job.url);
    if (known) {
      this.waiting.delete(place);
      job.draw(known);
      return;
    }
    if (this.running?.job.url === job.url) return;
    this.waiting.set(place, job);
    if (job.live && this.running && !this.running.job.live) this.running.abort.abort();
    this.run();
  }

  // forget drops what waits and stops what runs.
  forget() {
    this.waiting.clear();
    this.maps.clear();
    this.running?.abort.abort();
  }

  // drop drops the places that wait, if they match.
  drop(matches) {
    for (const [place, job] of this.waiting) if (matches(job)) this.waiting.delete(place);
    if (this.running && matches(this.running.job)) this.running.abort.abort();
  }

  next() {
    const order = ([place, job]) => (job.live ? 0 : job.first ? 1e14 : 2e14) + (this.served.get(place) ?? 0);
    return [...this.waiting].sort((a, b) => order(a) - order(b))[0];
  }

  async run() {
    if (this.running) return;
    const found = this.next();
    if (!found) return;
    const [place, job] = found, abort = new AbortController();
    this.waiting.delete(place);
    this.running = { job, abort };
    this.served.set(place, performance.now());
    let came;
    try {
      came = await (await call(job.url, { signal: abort.signal })).arrayBuffer();
    } catch (error) {
      await this.recover(place, job, error);
    }
    this.running = null;
    this.run(); // the server computes the next one while this one is drawn
    if (came) this.draw(job, parse(came));
  }

  draw(job, map) {
    this.keep(job.url, map);
    job.draw(map);
  }

  keep(url, map) {
    this.maps.set(url, map);
    if (this.maps.size > remembered) this.maps.delete(this.maps.keys().next().value);
  }

  // recover asks once more for what gave way, or was refused by a busy server.
  async recover(place, job, error) {
    const again = () => { if (!this.waiting.has(place)) this.waiting.set(place, job); };
    if (error.name === "AbortError") {
      if (job.still()) again();
      return;
    }
    if (error instanceof Problem && error.status === 429) {
      this.busy(error);
      await new Promise((done) => setTimeout(done, 1000 * Math.max(error.wait, 0.5)));
      if (job.still()) again();
      return;
    }
    this.failed(error, () => { again(); this.run(); });
  }
}
