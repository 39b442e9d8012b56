// The basket, the voucher and the orders of this browser, kept in its local storage. It is the shop's own state: the
// cloud learns of it only by events.
const BASKET = "fernwell-basket";
const ORDERS = "fernwell-orders";
const VOUCHER = "fernwell-voucher";
const DELIVERY = "fernwell-delivery";
const MOST = 9;
const watchers = new Set();

/** What the basket holds: `[{sku, slug, name, category, size, colour, price, quantity}]`. */
export function lines() {
  const kept = read(BASKET, []);
  return Array.isArray(kept) ? kept.filter((line) => line && typeof line.sku === "string" && line.quantity > 0) : [];
}

/** How many things are in the basket. */
export function count() {
  return lines().reduce((sum, line) => sum + line.quantity, 0);
}

/** Adds a line, or to a line of the same product, size and colour; nine of a kind at most. */
export function add(line) {
  const all = lines();
  const same = all.find((other) => keyOf(other) === keyOf(line));
  if (same) same.quantity = Math.min(same.quantity + line.quantity, MOST);
  else all.push(line);
  write(BASKET, all);
}

/** Takes a line out. */
export function remove(line) {
  write(BASKET, lines().filter((other) => keyOf(other) !== keyOf(line)));
}

/** What everything costs: goods, discount, delivery, total. */
export function sums() {
  const goods = lines().reduce((sum, line) => sum + line.price * line.quantity, 0);
  const discount = voucher() ? Math.round(goods * 10) / 100 : 0;
  const delivery = read(DELIVERY, "standard") === "express" ? 9 : 0;
  return { goods, discount, delivery, total: goods - discount + delivery };
}

export const voucher = () => read(VOUCHER, null);
export const setVoucher = (code) => write(VOUCHER, code);
export const setDelivery = (method) => write(DELIVERY, method);

/** Turns the basket into an order and empties it. */
export function order() {
  const made = { id: `FW-${20000 + Math.floor(Math.random() * 80000)}`, at: new Date().toISOString(), lines: lines(), ...sums() };
  write(ORDERS, [made, ...orders()].slice(0, 20));
  write(BASKET, []);
  write(VOUCHER, null);
  return made;
}

/** Orders made with this browser, newest first. */
export function orders() {
  const kept = read(ORDERS, []);
  return Array.isArray(kept) ? kept : [];
}

/** A new visitor starts with nothing. */
export function forgetAll() {
  for (const store of [localStorage, sessionStorage]) {
    for (const key of Object.keys(store)) if (key.startsWith("fernwell-") || key.startsWith("cj_")) store.removeItem(key);
  }
}

/** Calls back whenever the basket changes, in this window or another. */
export function watch(changed) {
  watchers.add(changed);
}
addEventListener("storage", () => watchers.forEach((changed) => changed()));

const keyOf = (line) => [line.sku, line.size, line.colour].join("|");

function read(key, otherwise) {
  try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
}

function write(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* storage is off: the basket cannot be kept */ }
  watchers.forEach((changed) => changed());
}
