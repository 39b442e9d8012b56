// Search: finds products and pages of help by the words of their name, text and keywords, and says so when there are none.
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
  const all = await goods().catch(() => null);
  if (!all) {
    said.textContent = "We cannot reach the shop just now. Please try again.";
    return;
  }
  const { products, categories, help } = all;
  const found = matching(term, products, categories);
  const pages = help.filter(({ name, keywords }) => holds(`${name} ${keywords}`, term));
  const count = found.length + pages.length;
  track("search_performed", { searchQuery: term, attributes: { resultCount: count } });
  said.textContent = count ? `${count} found for “${term}”` : `Nothing found for “${term}”.`;
  document.getElementById("nothing").hidden = count > 0;
  const results = document.getElementById("results");
  if (pages.length) {
    results.append(
      make("h2", { textContent: "Help" }),
      make("ul", { className: "answers" }, ...pages.map(({ path, name }) => make("li", {}, make("a", { href: `/shop/${path}`, textContent: name })))));
  }
  if (!found.length) return;
  results.append(
    make("h2", { className: pages.length ? "" : "visually-hidden", textContent: "Products" }),
    make("ul", { className: "shelf" }, ...found.map(card)));
}

/** Every word must occur; products that have it in their name come first. */
export function matching(term, products, categories) {
  const words = wordsOf(term);
  const departments = Object.fromEntries(categories.map(({ slug, name, keywords }) => [slug, `${name} ${keywords}`]));
  return products
    .map((product) => {
      const name = plain(product.name);
      const all = plain(`${product.name} ${product.blurb} ${product.keywords} ${departments[product.category] ?? ""}`);
      return { product, fits: holds(all, term), first: words.filter((word) => name.includes(word)).length };
    })
    .filter(({ fits }) => fits)
    .sort((one, other) => other.first - one.first)
    .map(({ product }) => product);
}

const holds = (text, term) => wordsOf(term).every((word) => plain(text).includes(word));
const wordsOf = (term) => plain(term).split(/\s+/).filter(Boolean);
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
