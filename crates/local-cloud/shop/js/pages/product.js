// A product's page: into the basket, or kept for later.
import { add } from "../basket.js";
import { aboutLine, goods } from "../parts.js";
import { make } from "../../tracker/dom.js";

export async function run({ track }) {
  const { sku } = document.querySelector("[data-sku]").dataset;
  const form = document.getElementById("add");
  const said = document.getElementById("added");
  const say = (...parts) => {
    said.hidden = false;
    said.replaceChildren(...parts);
  };
  // Null, and a word to the customer, when the shop cannot be reached.
  const product = async () => {
    try {
      return (await goods()).products.find((one) => one.sku === sku) ?? null;
    } catch {
      say("We cannot reach the shop just now. Please try again.");
      return null;
    }
  };
  goods().catch(() => { /* asked again when it is needed */ });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = new FormData(form);
    const found = await product();
    if (!found) return;
    const { slug, name, category, price } = found;
    const quantity = Number(chosen.get("quantity"));
    const line = { sku, slug, name, category, price, quantity, size: chosen.get("size"), colour: chosen.get("colour") };
    add(line);
    track("product_added", { attributes: aboutLine(line) });
    say(`${name} is in your basket. `, make("a", { href: "/shop/basket/", textContent: "To the basket" }));
  });

  document.getElementById("wish").addEventListener("click", async ({ target }) => {
    const found = await product();
    if (!found) return;
    const { name, category, price } = found;
    track("wishlist_added", { attributes: { sku, name, category, price, currency: "GBP" } });
    target.textContent = "Kept for later";
    target.disabled = true;
  });
}
