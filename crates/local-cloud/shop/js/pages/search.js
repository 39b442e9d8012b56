// Search: finds products by the words of their name, text and keywords, and says so when there are none.
import { make } from "../../tracker/dom.js";
import { card, goods } from "../parts.js";

export async function run({ track }) {
  const term = (new URLSearchParams(location.search).get("q") ?? "").trim().slice(0, 120);
  const said = document.getElementById("found");
  document.getElementById("search").value = term;
  if (!term) {
    said.textContent = "What are you looking for?";
    return;
  }
  const { products, categories } = await goods();
  const found = matching(term, products, categories);
  track("search_performed", { searchQuery: term, attributes: { resultCount: found.length } });
  said.textContent = found.length ? `${found.length} found for “${term}”` : `Nothing found for “${term}”.`;
  document.getElementById("nothing").hidden = found.length > 0;
  if (!found.length) return;
  document.getElementById("results").append(
    make("h2", { className: "visually-hidden", textContent: "Products" }),
    make("ul", { className: "shelf" }, ...found.map(card)));
}

/** Every word must occur; products that have it in their name come first. */
export function matching(term, products, categories) {
  const words = plain(term).split(/\s+/).filter(Boolean);
  const departments = Object.fromEntries(categories.map(({ slug, name, keywords }) => [slug, `${name} ${keywords}`]));
  return products
    .map((product) => {
      const name = plain(product.name);
      const all = plain(`${product.name} ${product.blurb} ${product.keywords} ${departments[product.category] ?? ""}`);
      return { product, fits: words.every((word) => all.includes(word)), first: words.filter((word) => name.includes(word)).length };
    })
    .filter(({ fits }) => fits)
    .sort((one, other) => other.first - one.first)
    .map(({ product }) => product);
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
