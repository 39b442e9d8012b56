// The tracker: tells the cloud what the visitor does on this page, in order, and shows what the cloud offers.
// A site calls `start` once per page and `track` for what only the site can know. Parts:
//   visitor.js  who this browser is (cookie)        client.js  browser and device, from what the browser says
//   clock.js    the cloud's time                    queue.js   sending in order, retries, flushing at the end
//   forms.js    forms submitted and abandoned       offers.js  ping and offers
//   chat.js     the box of an open conversation     fields.js  typed attributes       dom.js  elements without markup
import { settle as settleClock, now } from "./tracker/clock.js";
import { describeClient } from "./tracker/client.js";
import { attributesOf } from "./tracker/fields.js";
import { watchForms } from "./tracker/forms.js";
import { watchOffers } from "./tracker/offers.js";
import { openQueue } from "./tracker/queue.js";
import { visitorId } from "./tracker/visitor.js";

const PREVIOUS_PAGE = "cj_previous_page";
let running = null;

/** Starts tracking this page. `deployment` is the id of the site's registration. */
export function start({ deployment, corner }) {
  if (running) return running;
  const cookie = visitorId();
  const base = `/api/v2/journey/deployments/${encodeURIComponent(deployment)}`;
  const ready = Promise.all([settleClock(), describeClient()]).then(([, client]) => client);
  const queue = openQueue(`${base}/webevents`, ready);
  const referrer = referrerOfPage();
  let last = 0;

  const record = (eventName, { attributes, traits, searchQuery, page } = {}) => {
    // Two events never share a moment, so that the order survives on the other side.
    last = Math.max(now(), last + 1);
    queue.add({
      customerCookieId: cookie,
      eventName,
      page: page ?? pageNow(),
      userAgentString: navigator.userAgent,
      ...(searchQuery ? { searchQuery } : {}),
      ...(referrer ? { referrerUrl: referrer } : {}),
      attributes: attributesOf(attributes),
      traits: attributesOf(traits),
    }, last);
  };

  running = { cookie, base, track: record };
  const viewed = () => {
    record("page_viewed");
    keep(PREVIOUS_PAGE, location.href);
  };
  watchForms(record);
  // Leaving: what waits is sent at once. Coming back through the browser's history shows the page again: a new view.
  addEventListener("pagehide", () => queue.flush());
  addEventListener("pageshow", (event) => { if (event.persisted) viewed(); });
  viewed();
  if (corner) watchOffers({ base, cookie, corner, sent: () => queue.idle() });
  return running;
}

/** Records an event of the site's own. Names: letters, digits and underscore, object first, then what happened. */
export function track(eventName, facts) {
  running?.track(eventName, facts);
}

function pageNow() {
  const keywords = document.querySelector('meta[name="keywords"]')?.content;
  return {
    url: location.href.slice(0, 2000),
    title: document.title.slice(0, 300),
    lang: document.documentElement.lang || undefined,
    ...(keywords ? { keywords: keywords.slice(0, 300) } : {}),
  };
}

// The browser withholds the referrer where a policy says so; inside the site the tracker knows the page before.
function referrerOfPage() {
  if (document.referrer) return document.referrer.slice(0, 2000);
  const entry = performance.getEntriesByType?.("navigation")[0];
  const arrivedByLink = !entry || entry.type === "navigate";
  return arrivedByLink && new URLSearchParams(location.search).get("utm_source") === null ? recall(PREVIOUS_PAGE) : null;
}

function keep(name, value) {
  try { sessionStorage.setItem(name, value); } catch { /* storage is off: the next page has no referrer */ }
}

function recall(name) {
  try { return sessionStorage.getItem(name); } catch { return null; }
}
