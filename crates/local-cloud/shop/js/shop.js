// Every page starts here: the tracker, the basket's count, the visitor's line, and the page's own module.
import { askForChat } from "../tracker/chat.js";
import { button } from "../tracker/dom.js";
import { forgetVisitor } from "../tracker/visitor.js";
import { start } from "../tracker.js";
import { count, forgetAll, watch } from "./basket.js";

// Loaded by name, so that a page brings in only what it needs. Pages without a module only show what they hold.
const PAGES = {
  basket: () => import("./pages/basket.js"),
  delivery: () => import("./pages/checkout.js"),
  error: () => import("./pages/error.js"),
  orders: () => import("./pages/orders.js"),
  payment: () => import("./pages/checkout.js"),
  product: () => import("./pages/product.js"),
  returns: () => import("./pages/returns.js"),
  search: () => import("./pages/search.js"),
  "sign-up": () => import("./pages/sign-up.js"),
  thanks: () => import("./pages/thanks.js"),
};

const { page, deployment } = document.body.dataset;
const corner = document.getElementById("corner");
const tracker = start({ deployment, corner });

const shown = document.getElementById("basket-count");
const showCount = () => { shown.textContent = String(count()); };
showCount();
watch(showCount);

document.getElementById("visitor").textContent = tracker.cookie.slice(0, 8);
document.getElementById("visitor").title = tracker.cookie;
document.getElementById("new-visitor").addEventListener("click", () => {
  forgetAll();
  forgetVisitor();
  // Leaving must not send the old visitor's events after the cookie is gone: the tracker keeps its own copy of the id.
  location.assign("/shop/");
});

const ask = async (pressed) => {
  pressed.disabled = true;
  const opened = await askForChat({ cookie: tracker.cookie, corner });
  pressed.disabled = false;
  if (!opened) pressed.textContent = "No chat just now, please try again";
};
for (const pressed of document.querySelectorAll("[data-chat]")) pressed.addEventListener("click", () => ask(pressed));
const floating = button("Chat with us", { className: "plain talk", onclick: () => ask(floating) });
corner.prepend(floating);

PAGES[page]?.().then((module) => module.run({ page, track: tracker.track }));
