// Typed values of custom data: {name: value} becomes {name: {dataType, value}}.
const LONGEST = 255;

/** Attributes or traits of an event; empty and missing values are left out. */
export function attributesOf(facts = {}) {
  const fields = {};
  for (const [name, value] of Object.entries(facts)) {
    if (value === null || value === undefined || value === "") continue;
    fields[name] = { dataType: typeOf(value), value: String(value).slice(0, LONGEST) };
  }
  return fields;
}

function typeOf(value) {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "boolean" ? "boolean" : "string";
}
