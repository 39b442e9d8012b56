// Delivery and payment. A declined card leads to the error page; a good one makes an order and says thank you.
import { lines, order, setDelivery } from "../basket.js";
import { aboutLine, showSums } from "../parts.js";

export function run({ page, track }) {
  if (!lines().length) {
    location.replace("/shop/basket/");
    return;
  }
  const sums = document.getElementById("sums");
  showSums(sums);
  const form = document.getElementById(page);
  form.addEventListener("change", () => {
    if (page !== "delivery") return;
    setDelivery(new FormData(form).get("method"));
    showSums(sums);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (page === "delivery") {
      location.assign("/shop/checkout/payment/");
      return;
    }
    const declined = new FormData(form).get("card").replaceAll(" ", "").endsWith("0000");
    if (declined) {
      track("payment_declined", { attributes: { step: "payment" } });
      location.assign("/shop/error/?reason=payment-declined");
      return;
    }
    const made = order();
    for (const line of made.lines) track("product_purchased", { attributes: { ...aboutLine(line), orderId: made.id, orderTotal: made.total } });
    location.assign(`/shop/thank-you/?order=${made.id}`);
  });
}
