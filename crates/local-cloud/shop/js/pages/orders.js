// Order tracking: knows the orders made with this browser, and says so when it does not know one.
import { make } from "../../tracker/dom.js";
import { orders } from "../basket.js";
import { money } from "../money.js";

const HOUR = 3600000;

export function run({ track }) {
  const mine = orders();
  document.getElementById("yours-part").hidden = mine.length === 0;
  document.getElementById("orders").append(...mine.map((one) => make("li", { textContent: `${one.id}, ${money(one.total)}: ${stateOf(one)}` })));
  document.getElementById("order").addEventListener("submit", (event) => {
    event.preventDefault();
    const id = new FormData(event.target).get("order").trim().toUpperCase();
    const found = mine.find((one) => one.id === id);
    const said = document.getElementById("order-said");
    said.hidden = false;
    said.classList.toggle("warn", !found);
    said.textContent = found ? `${id}: ${stateOf(found)}` : `We know no order ${id} from this browser.`;
    track("order_tracked", { attributes: { orderId: id, found: Boolean(found) } });
  });
}

function stateOf({ at }) {
  const age = Date.now() - Date.parse(at);
  if (age < HOUR) return "we are packing it";
  return age < 48 * HOUR ? "it is on the road" : "it should be with you";
}
