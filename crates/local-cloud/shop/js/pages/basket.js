// The basket's page: lines, sums, a voucher.
import { button, make } from "../../tracker/dom.js";
import { lines, remove, setVoucher } from "../basket.js";
import { money } from "../money.js";
import { aboutLine, picture, showSums } from "../parts.js";

const GOOD_CODE = "HILLS10";

export function run({ track }) {
  const list = document.getElementById("lines");
  const show = () => {
    const all = lines();
    document.getElementById("empty").hidden = all.length > 0;
    document.getElementById("full").hidden = all.length === 0;
    list.replaceChildren(...all.map((line) => make("li", {},
      picture(line, 72),
      make("div", { className: "what" },
        make("a", { href: `/shop/p/${line.slug}/`, textContent: line.name }),
        make("div", { className: "quiet", textContent: [line.colour, line.size, `${line.quantity} ×`].filter(Boolean).join(", ") })),
      make("span", { className: "price", textContent: money(line.price * line.quantity) }),
      button("Remove", {
        className: "text",
        "aria-label": `Remove ${line.name}`,
        onclick: () => {
          remove(line);
          track("product_removed", { attributes: aboutLine(line) });
          show();
        },
      }))));
    showSums(document.getElementById("sums"));
  };
  show();

  document.getElementById("voucher").addEventListener("submit", (event) => {
    event.preventDefault();
    const code = new FormData(event.target).get("code").trim().toUpperCase();
    const accepted = code === GOOD_CODE;
    const said = document.getElementById("voucher-said");
    said.hidden = false;
    said.textContent = accepted ? "Ten per cent off." : `We do not know the voucher “${code}”.`;
    said.classList.toggle("warn", !accepted);
    if (accepted) setVoucher(code);
    track(accepted ? "voucher_accepted" : "voucher_refused", { attributes: { code } });
    show();
  });
}
