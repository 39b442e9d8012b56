// The error page: what went wrong, in words the shop knows; never text from the address.
const WORDS = { "payment-declined": "Your bank declined the payment. Nothing was bought; your basket is as it was." };

export function run({ track }) {
  const reason = new URLSearchParams(location.search).get("reason") ?? "";
  const known = Object.hasOwn(WORDS, reason) ? reason : "unknown";
  if (WORDS[known]) document.getElementById("reason").textContent = WORDS[known];
  track("error_shown", { attributes: { reason: known } });
}
