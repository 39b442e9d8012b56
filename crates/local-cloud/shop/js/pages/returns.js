// Returns and help: which answer was opened, and the form for a label.
export function run({ track }) {
  for (const answer of document.querySelectorAll("details[data-topic]")) {
    answer.addEventListener("toggle", () => {
      if (answer.open) track("help_opened", { attributes: { topic: answer.dataset.topic } });
    });
  }
  const form = document.getElementById("return");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.querySelector("button").disabled = true;
    document.getElementById("return-said").hidden = false;
    const { order, reason } = Object.fromEntries(new FormData(form));
    track("return_requested", { attributes: { orderId: order.toUpperCase(), reason } });
  });
}
