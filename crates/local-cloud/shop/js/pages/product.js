// A product's page: into the basket, or kept for later.
import { add } from "../basket.js";
import { aboutLine, goods } from "../parts.js";
import { make } from "../../tracker/dom.js";

export async function run({ track }) {
  const { sku } = document.querySelector("[data-sku]").dataset;
  const form = document.getElementById("add");
  const said = document.getElementById("added");
  const all = goods();
  const product = async () => (await all).products.find((one) => one.sku === sku);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = new FormData(form);
    const { slug, name, category, price } = await product();
    const quantity = Number(chosen.get("quantity"));
    const line = { sku, slug, name, category, price, quantity, size: chosen.get("size"), colour: chosen.get("colour") };
    add(line);
    track("product_added", { attributes: aboutLine(line) });
    said.hidden = false;
    said.replaceChildren(`${name} is in your basket. `, make("a", { href: "/shop/basket/", textContent: "To the basket" }));
  });

  document.getElementById("wish").addEventListener("click", async ({ target }) => {
    const { name, category, price } = await product();
    track("wishlist_added", { attributes: { sku, name, category, price, currency: "GBP" } });
    target.textContent = "Kept for later";
    target.disabled = true;
  });
}
