// Both ends of a telephone line: the customer calls and hangs up, the agent answers, ends and wraps up.
// The local cloud has no softphone; this page presses the buttons that one would have.
import { button, make } from "/shop/tracker/dom.js";

const KEY = "caller_calls";
const EVERY = 1500;
const people = document.getElementById("people");
const other = document.getElementById("other");
const number = document.getElementById("number");
const said = document.getElementById("said");
const talks = document.getElementById("talks");
const shown = new Map(); // conversation id → {item, look}
let mine = recall(); // ids of the calls made with this page

const answer = await fetch("/caller/people.json");
const callers = answer.ok ? await answer.json() : [];
people.append(...callers.map(({ name, number: from, about }, index) => make("label", { className: "choice person" },
  make("input", { type: "radio", name: "who", value: String(index), checked: index === 0 }),
  make("span", {}, make("strong", { textContent: name }), make("span", { className: "quiet", textContent: [from, about].filter(Boolean).join(" · ") })))));

const chosen = () => callers[Number(new FormData(document.getElementById("dial")).get("who"))];

document.getElementById("dial").addEventListener("change", () => {
  other.hidden = chosen()?.number !== "";
  number.required = !other.hidden;
});

document.getElementById("dial").addEventListener("submit", async (event) => {
  event.preventDefault();
  const from = chosen().number === "" ? number.value.trim() : chosen().number;
  const made = await post("/shop/api/calls", from ? { from } : {});
  if (made) {
    mine = [made.id, ...mine].slice(0, 20);
    sessionStorage.setItem(KEY, JSON.stringify(mine));
    look();
  }
});

let timer = null;
let lost = false;
async function look() {
  clearTimeout(timer);
  try {
    const asked = await fetch(`/shop/api/desk?calls=${mine.map(encodeURIComponent).join(",")}`, { cache: "no-store" });
    if (asked.ok) show(await asked.json());
    else lose(`The local cloud does not answer (${asked.status}).`);
  } catch {
    lose("The local cloud does not answer. Is it running?");
  }
  timer = setTimeout(look, EVERY);
}
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
look();

function show({ conversations = [], agents = [], codes = [] }) {
  if (lost) { lost = false; said.hidden = true; }
  document.getElementById("none").hidden = conversations.length > 0;
  const ids = new Set(conversations.map(({ id }) => id));
  for (const [id, { item }] of shown) if (!ids.has(id)) { item.remove(); shown.delete(id); }
  for (const talk of conversations) {
    // A card is drawn again only when something changed: nobody loses the note being typed.
    const look = JSON.stringify(talk);
    const known = shown.get(talk.id);
    if (known?.look === look) continue;
    const item = card(talk, agents, codes);
    if (known) known.item.replaceWith(item);
    else talks.prepend(item);
    shown.set(talk.id, { item, look });
  }
}

function card({ id, media, from, state, agent, agentId, queue, wrapUp }, agents, codes) {
  const words = { waiting: "Waiting", connected: "In progress", ended: wrapUp ? "Wrapped up" : "Ended" }[state] ?? state;
  const path = `/shop/api/calls/${encodeURIComponent(id)}`;
  const act = (name, body) => async (event) => {
    event.preventDefault();
    await post(`${path}/${name}`, body instanceof Function ? body(event.target) : body);
    look();
  };
  const rows = [];
  if (state === "waiting") {
    const who = make("select", { "aria-label": "Agent" }, ...agents.map((one) => make("option", { value: one.id, textContent: one.name })));
    rows.push(make("div", { className: "actions" },
      make("form", { className: "pair", onsubmit: act("answer", () => ({ agent: who.value })) }, who, make("button", { textContent: "Answer" })),
      button("Customer hangs up", { className: "plain", onclick: act("hangup", { by: "customer" }) })));
  }
  if (state === "connected") {
    rows.push(make("div", { className: "actions" },
      button("Customer hangs up", { className: "plain", onclick: act("hangup", { by: "customer" }) }),
      button("Agent ends it", { className: "plain", onclick: act("hangup", { by: "agent" }) })));
  }
  if (state === "ended" && agentId && !wrapUp) {
    const code = make("select", { id: `code-${id}`, name: "code" }, ...codes.map((one) => make("option", { value: one.id, textContent: one.name })));
    const notes = make("textarea", { id: `notes-${id}`, name: "notes", maxLength: 1000 });
    rows.push(make("form", { onsubmit: act("wrapup", () => ({ code: code.value, notes: notes.value })) },
      make("div", { className: "field" }, make("label", { for: `code-${id}`, textContent: "Wrap-up code" }), code),
      make("div", { className: "field" }, make("label", { for: `notes-${id}`, textContent: "Notes" }), notes),
      make("div", { className: "actions" }, make("button", { textContent: "Wrap up" }))));
  }
  const facts = [queue ? `Queue ${queue}` : null, agent ? `with ${agent}` : null, wrapUp ? `code: ${wrapUp}` : null].filter(Boolean).join(" · ");
  return make("li", {},
    make("header", {},
      make("strong", { textContent: media === "call" ? `Call from ${from || "a withheld number"}` : "Chat from the shop" }),
      make("span", { className: "state", "data-state": state, textContent: words })),
    facts ? make("p", { className: "quiet", textContent: facts }) : null,
    ...rows);
}

async function post(path, body) {
  said.hidden = true;
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    say(told.message || `That did not work (${answer.status}).`);
  } catch {
    say("The local cloud does not answer. Is it running?");
  }
  return null;
}

// Said until the next look succeeds; what a button said stays until the next button.
function lose(text) {
  lost = true;
  say(text);
}

function say(text) {
  said.hidden = false;
  said.textContent = text;
}

function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch { return []; }
}
