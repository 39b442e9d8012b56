// Prices, as this shop writes them.
const FORMAT = new Intl.NumberFormat("en-GB", { style: "currency", currency: "GBP", minimumFractionDigits: 0, maximumFractionDigits: 2 });

export const CURRENCY = "GBP";

/** A price in pounds as text. */
export function money(pounds) {
  return FORMAT.format(pounds);
}
