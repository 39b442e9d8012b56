// Asks the cloud at the interval it names whether something should be offered, shows it, and reports what became of it.
import { openChat, resumeChat } from "./chat.js";
import { button, make } from "./dom.js";

const FIRST_PING = 1500;
const SHOWN_FOR = 60000; // the cloud withdraws an offer after a minute; so does the page
const LONGEST_WAIT = 30000;

/** `sent()` resolves when the page's own events are out, so that an offer is never asked for ahead of its reason. */
export function watchOffers({ base, cookie, corner, sent }) {
  const shown = new Set();
  let open = null;
  let timer = null;
  let stopped = false;
  let failures = 0;

  const plan = (after) => {
    clearTimeout(timer);
    if (!stopped && document.visibilityState === "visible") timer = setTimeout(ping, after);
  };

  async function ping() {
    await sent();
    try {
      const answer = await fetch(`${base}/customers/${encodeURIComponent(cookie)}/ping`, { cache: "no-store", credentials: "omit" });
      if (!answer.ok) throw new Error(String(answer.status));
      const { actions = [], pollIntervalMilliseconds: every = 5000 } = await answer.json();
      failures = 0;
      for (const action of actions) {
        if (!shown.has(action.id) && !open) { shown.add(action.id); show(action); }
      }
      if (every < 0) stopped = true;
      plan(Math.max(every, 1000));
    } catch {
      failures += 1;
      plan(Math.min(2000 * 2 ** Math.min(failures, 4), LONGEST_WAIT));
    }
  }

  /** Tells the cloud what became of an offer; resolves to the answer's body, if it has one. */
  async function report(action, actionState) {
    try {
      const answer = await fetch(`${base}/actionevent`, {
        method: "POST", headers: { "Content-Type": "application/json" }, credentials: "omit", keepalive: true,
        body: JSON.stringify({ sessionId: action.sessionId, actionId: action.id, actionState }),
      });
      return answer.ok ? await answer.json().catch(() => ({})) : null;
    } catch { return null; }
  }

  function show(action) {
    const messaging = action.mediaType === "webMessagingOffer" || action.mediaType === "webchat";
    const content = action.mediaType === "contentOffer" ? action.contentOfferProperties ?? {} : null;
    if (!messaging && !content) return; // flows and integrations have nothing to show
    const text = messaging ? action.webMessagingOfferProperties?.offerText : content.body ?? content.text;
    const card = make("section", { className: "offer", "aria-label": messaging ? "An offer to chat" : "An offer for you" },
      make("header", {},
        make("h2", { textContent: messaging ? "Can we help?" : content.headline || content.title || "For you" }),
        button("×", { className: "close", "aria-label": "Close the offer", onclick: () => end("rejected") })),
      make("p", { textContent: text || (messaging ? "Would you like to chat with us?" : "") }),
      make("div", { className: "actions" },
        button(messaging ? "Chat now" : content.callToAction?.text || "Show me", { onclick: accept }),
        button("No, thanks", { className: "plain", onclick: () => end("rejected") })));

    const end = async (state) => {
      if (open !== card) return null;
      open = null;
      clearTimeout(withdrawal);
      removeEventListener("pagehide", leave);
      card.remove();
      return state ? report(action, state) : null;
    };
    // Going on without a word is "ignored"; closing it is an answer, and the cloud calls that "rejected".
    const leave = () => { end("ignored"); };
    const withdrawal = setTimeout(() => end("timedout"), SHOWN_FOR);
    addEventListener("pagehide", leave);
    async function accept() {
      const answer = await end("accepted");
      if (messaging) openChat({ cookie, corner, conversation: answer?.conversationId ?? answer?.conversation?.id ?? null });
      else follow(content.callToAction?.url);
    }
    open = card;
    corner.append(card);
  }

  document.addEventListener("visibilitychange", () => plan(500));
  resumeChat({ cookie, corner });
  plan(FIRST_PING);
}

// Only pages of this site are followed: the address comes from outside the page.
function follow(address) {
  if (!address) return;
  const target = new URL(address, location.href);
  if (target.origin === location.origin) location.assign(target);
}
