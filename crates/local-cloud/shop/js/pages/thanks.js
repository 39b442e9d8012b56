// After the purchase: the order's number.
import { orders } from "../basket.js";
import { money } from "../money.js";

export function run() {
  const id = new URLSearchParams(location.search).get("order");
  const made = orders().find((one) => one.id === id);
  if (made) document.getElementById("order").textContent = `Your order ${made.id} over ${money(made.total)} is on its way.`;
}
