// Parts that several pages draw: the card of a product, the sums of a basket.
import { make } from "../tracker/dom.js";
import { sums, voucher } from "./basket.js";
import { money } from "./money.js";

let asked = null;

/** All products, categories and pages of help of the shop; asked for once per page, again if that failed. */
export function goods() {
  asked ??= fetchGoods().catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}

async function fetchGoods() {
  const answer = await fetch("/shop/products.json");
  if (!answer.ok) throw new Error(`products: ${answer.status}`);
  return answer.json();
}

/** A product on a shelf. */
export function card(product) {
  return make("li", {}, make("article", { className: "card" },
    make("div", { className: "picture" }, picture(product, 176)),
    make("div", { className: "text" },
      make("h3", {}, make("a", { href: `/shop/p/${product.slug}/`, textContent: product.name })),
      make("p", { textContent: product.blurb }),
      make("p", { className: "price" }, product.was ? make("s", { textContent: money(product.was) }) : null, money(product.price)))));
}

/** The drawing of a product; the text beside it says what it is. */
export function picture({ slug }, size) {
  return make("img", { src: `/shop/drawings/${slug}.svg`, alt: "", width: size, height: size });
}

/** Fills a list of sums. */
export function showSums(list) {
  const { goods: before, discount, delivery, total } = sums();
  const rows = [["Goods", before], ...(discount ? [[`Voucher ${voucher()}`, -discount]] : []), ["Delivery", delivery], ["Total", total]];
  list.replaceChildren(...rows.flatMap(([name, value]) => {
    const className = name === "Total" ? "total" : "";
    const text = name === "Delivery" && value === 0 ? "free" : money(value);
    return [make("dt", { textContent: name, className }), make("dd", { textContent: text, className })];
  }));
}

/** What an event says about a line of the basket. */
export function aboutLine({ sku, name, category, size, colour, price, quantity }) {
  return { sku, name, category, size, colour, price, quantity, currency: "GBP" };
}
