// Who this browser is: a random id in a cookie of the shop, kept for the sixty days a visitor is known to the cloud.
const NAME = "cj_visitor";
const DAYS = 60;
const SHAPE = /^[0-9a-f-]{36}$/;

/** The visitor's id; made on the first visit. Every visit renews the sixty days. */
export function visitorId() {
  const known = document.cookie.split("; ").find((part) => part.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
  const id = known && SHAPE.test(known) ? known : crypto.randomUUID();
  document.cookie = `${NAME}=${id}; Path=/shop/; Max-Age=${DAYS * 86400}; SameSite=Lax`;
  return id;
}

/** Forgets the visitor: the next page is seen by somebody new. */
export function forgetVisitor() {
  document.cookie = `${NAME}=; Path=/shop/; Max-Age=0; SameSite=Lax`;
}
