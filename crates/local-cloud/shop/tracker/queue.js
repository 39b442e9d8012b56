// Sends events one after another, so that their order holds. While the network or the cloud is away they wait in
// memory and keep their own time; what the cloud refuses is dropped, or one bad event would block all later ones.
const FIRST_WAIT = 500;
const LONGEST_WAIT = 20000;
const MOST = 500; // events kept while offline; beyond that the oldest go

/** `ready` resolves to the client's facts; events wait for it. */
export function openQueue(address, ready) {
  const waiting = [];
  let client = null;
  let sending = null; // the event in flight
  let wait = FIRST_WAIT;
  let timer = null;
  let idlers = [];
  let left = false; // the page was left while an event was in flight

  // The id lets the cloud see that an event which comes twice, because an answer was lost, is one event.
  const bodyOf = ({ facts, at, externalId }) => JSON.stringify({ ...facts, ...client, externalId, createdDate: new Date(at).toISOString() });
  const post = (body) => fetch(address, {
    method: "POST", body, headers: { "Content-Type": "application/json" }, credentials: "omit", keepalive: body.length < 30000,
  });

  async function pump() {
    if (sending || timer || !client) return;
    while ((sending = waiting.shift())) {
      const again = await attempt(sending);
      if (again === null) { wait = FIRST_WAIT; continue; }
      waiting.unshift(sending);
      sending = null;
      timer = setTimeout(() => { timer = null; pump(); }, again);
      return;
    }
    idlers.forEach((tell) => tell());
    idlers = [];
  }

  /** Null when the event is done with, else the milliseconds until the next attempt. */
  async function attempt(event) {
    try {
      const answer = await post(bodyOf(event));
      if (answer.ok) return null;
      if (answer.status !== 429 && answer.status < 500) {
        console.warn(`tracker: an event was refused (${answer.status})`);
        return null;
      }
      const asked = Number(answer.headers.get("Retry-After"));
      return Number.isFinite(asked) && asked > 0 ? asked * 1000 : backOff();
    } catch {
      // A page that is left loses the answer, not the request: the browser keeps that alive.
      return left ? null : backOff();
    }
  }

  function backOff() {
    const now = Math.random() * wait + wait / 2;
    wait = Math.min(wait * 2, LONGEST_WAIT);
    return now;
  }

  addEventListener("online", () => {
    clearTimeout(timer);
    timer = null;
    pump();
  });
  addEventListener("pageshow", () => { left = false; });
  ready.then((known) => { client = known; pump(); });

  return {
    /** Takes an event in: what it says, and its time in milliseconds. Browser and device are added when it is sent. */
    add(facts, at) {
      waiting.push({ facts, at, externalId: crypto.randomUUID() });
      if (waiting.length > MOST) waiting.shift();
      pump();
    },
    /** The page goes away: everything that waits is handed to the browser now. The one in flight is kept alive already. */
    flush() {
      left = sending !== null;
      clearTimeout(timer);
      timer = null;
      for (const event of waiting.splice(0)) post(bodyOf(event)).catch(() => {});
    },
    /** Resolves when nothing waits. */
    idle() {
      return sending || waiting.length ? new Promise((resolve) => { idlers.push(resolve); }) : Promise.resolve();
    },
  };
}
