// The box of an open conversation: sends what the customer writes and says where the conversation stands.
// It survives the way from page to page: what was written is kept for the visit.
import { button, make } from "./dom.js";

const KEY = "cj_chat";
const ASK_EVERY = 2000;
const LONGEST_TEXT = 1000;
const UNSEEN_TIMES = 8;
let current = null;
let state; // {conversation, said}; undefined until read from the storage

/** Opens the box. Without a `conversation` id the cloud is asked which one the visitor has. */
export function openChat({ cookie, corner, conversation = null }) {
  current?.close();
  save({ conversation, said: [] });
  current = box({ cookie, corner });
}

/** Shows the box again on the next page, if a conversation was open. */
export function resumeChat({ cookie, corner }) {
  if (load()) current = box({ cookie, corner });
}

/** The customer asks for a chat without having been offered one. */
export async function askForChat({ cookie, corner }) {
  if (current) { current.focus(); return true; }
  try {
    const answer = await fetch("/shop/api/chats", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ customerCookieId: cookie, url: location.href }),
    });
    if (!answer.ok) return false;
    const { conversationId = null } = await answer.json();
    openChat({ cookie, corner, conversation: conversationId });
    current?.focus();
    return true;
  } catch { return false; }
}

function box({ cookie, corner }) {
  const status = make("p", { role: "status", textContent: "Connecting…" });
  const list = make("ol", { "aria-label": "Messages" });
  const field = make("input", { id: "cj-say", autocomplete: "off", required: true, maxLength: LONGEST_TEXT });
  const send = make("button", { textContent: "Send" });
  const form = make("form", { onsubmit: speak },
    make("label", { className: "visually-hidden", for: "cj-say", textContent: "Your message" }), field, send);
  const card = make("section", { className: "chat", "aria-label": "Chat with Fernwell" },
    make("header", {},
      make("div", {}, make("h2", { textContent: "Chat with Fernwell" }), status),
      button("×", { className: "close", "aria-label": "End the chat", onclick: leave })),
    list, form);
  let timer = null;
  let over = false;
  let unseen = 0; // times the cloud knew of no such conversation
  for (const text of load()?.said ?? []) line(text);

  function line(text, kind = "") {
    const item = make("li", { textContent: text, className: kind });
    list.append(item);
    list.scrollTop = list.scrollHeight;
    return item;
  }

  async function look() {
    try {
      const id = load()?.conversation;
      const query = `customerCookieId=${encodeURIComponent(cookie)}`;
      const answer = await fetch(`/shop/api/conversations?${query}`, { cache: "no-store" });
      if (answer.ok) {
        const { conversations = [] } = await answer.json();
        const mine = id ? conversations.find((one) => one.id === id) : conversations.find((one) => one.state !== "ended");
        unseen = mine ? 0 : unseen + 1;
        if (unseen >= UNSEEN_TIMES) {
          finish("The chat could not be opened");
        } else if (mine) {
          if (!id) save({ ...load(), conversation: mine.id });
          say(mine);
        }
      }
    } catch { /* asked again below */ }
    if (!over) timer = setTimeout(look, ASK_EVERY);
  }

  function say({ state: stage, agent }) {
    const text = { waiting: "Waiting for an agent…", connected: agent ? `${agent} is with you` : "An agent is with you", ended: "The chat has ended" }[stage] ?? "";
    if (status.textContent !== text) status.textContent = text;
    if (stage === "ended") finish(text);
  }

  function finish(text) {
    over = true;
    status.textContent = text;
    field.disabled = true;
    send.disabled = true;
    forget();
  }

  async function speak(event) {
    event.preventDefault();
    const text = field.value.trim();
    const id = load()?.conversation;
    if (!text) return;
    if (!id) { status.textContent = "One moment, we are still connecting…"; return; }
    form.reset();
    const item = line(text);
    try {
      const answer = await fetch(`/shop/api/conversations/${encodeURIComponent(id)}/messages`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ customerCookieId: cookie, text }),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const kept = load() ?? { conversation: id, said: [] };
      save({ ...kept, said: [...kept.said, text].slice(-50) });
    } catch {
      item.className = "failed";
      item.textContent = `Not sent: ${text}`;
    }
  }

  async function leave() {
    const id = over ? null : load()?.conversation;
    close();
    forget();
    if (!id) return;
    await fetch(`/shop/api/conversations/${encodeURIComponent(id)}/end`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ customerCookieId: cookie }), keepalive: true,
    }).catch(() => {});
  }

  function close() {
    over = true;
    clearTimeout(timer);
    card.remove();
    current = null;
  }

  corner.append(card);
  look();
  return { close, focus: () => field.focus() };
}

function load() {
  if (state !== undefined) return state;
  try { state = JSON.parse(sessionStorage.getItem(KEY)); } catch { state = null; }
  return state;
}

function save(next) {
  state = next;
  try { sessionStorage.setItem(KEY, JSON.stringify(next)); } catch { /* the box stays on this page only */ }
}

function forget() {
  state = null;
  try { sessionStorage.removeItem(KEY); } catch { /* nothing was kept */ }
}
