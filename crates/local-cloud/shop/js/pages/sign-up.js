// Sign-up: the form's own event carries the traits; this one says that an account exists now.
export function run({ track }) {
  document.getElementById("sign-up").addEventListener("submit", (event) => {
    event.preventDefault();
    const newsletter = new FormData(event.target).get("newsletter") === "yes";
    track("account_created", { attributes: { newsletter } });
    location.assign("/shop/account/welcome/");
  });
}
