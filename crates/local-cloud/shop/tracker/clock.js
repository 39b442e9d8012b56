// The cloud's time. It is the machine's time unless the local cloud runs faster or was moved ahead; an event that
// carried the wrong time would be refused as too old.
const KEY = "cj_clock";
const SMALL = 2000; // ms: smaller differences are the way of the request, not another clock

let offset = 0; // ms to add to this machine's time
let speed = 1; // how much faster the cloud's time runs
let from = Date.now();

/** Now, in milliseconds of the cloud's clock. */
export function now() {
  const local = Date.now();
  return Math.round(local + offset + (local - from) * (speed - 1));
}

/** Ready when the time is known well enough to stamp events; asks the cloud once per visit, then again in the background. */
export async function settle() {
  const kept = recall();
  if (kept) {
    ({ offset, speed, from } = kept);
    ask();
    return;
  }
  await ask();
}

async function ask() {
  try {
    const before = Date.now();
    const answer = await fetch("/shop/api/time", { cache: "no-store", signal: AbortSignal.timeout(3000) });
    if (!answer.ok) return;
    const { now: theirs, speed: pace } = await answer.json();
    const there = Date.parse(theirs);
    if (!Number.isFinite(there)) return;
    from = Date.now();
    const difference = there - (before + from) / 2;
    speed = Number.isFinite(pace) && pace > 0 ? pace : 1;
    offset = Math.abs(difference) < SMALL && speed === 1 ? 0 : difference;
    try { sessionStorage.setItem(KEY, JSON.stringify({ offset, speed, from })); } catch { /* asked again on the next page */ }
  } catch { /* no answer: this machine's time is the best guess */ }
}

function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return kept && [kept.offset, kept.speed, kept.from].every(Number.isFinite) ? kept : null;
  } catch { return null; }
}
